import { note, type Finder } from "./finding.ts";

/** One sender writes in all languages, so this is said once. */
export const replyTo: Finder = ({ texts, world }) =>
  world.wedding.practice || ![...texts.values()].some(({ frozen }) => frozen.channel === "email" && frozen.replyTo === "")
    ? []
    : [note("reply-to", { sentence: "No address for replies is set.", fix: "Set one in Settings." })];
