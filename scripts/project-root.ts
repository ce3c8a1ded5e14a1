import { dirname } from "node:path";

/** The folder with package.json. */
export const projectRoot = dirname(import.meta.dirname);
