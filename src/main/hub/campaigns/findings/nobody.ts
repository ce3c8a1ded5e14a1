import { stop, type Finder } from "./finding.ts";

export const nobody: Finder = ({ resolved }) =>
  resolved.recipients.length > 0
    ? []
    : [stop("nobody", { sentence: "Nobody would get this.", fix: "Choose other people.", fixAt: "audience" })];
