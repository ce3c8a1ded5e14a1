/** One bug, planted into the source text as it is loaded. */
export interface Mutant {
  /** kebab-case. */
  readonly name: string;
  /** What somebody might have done, in plain words. */
  readonly story: string;
  readonly patches: readonly Patch[];
}

export interface Patch {
  /** From the project's root. */
  readonly file: string;
  /** Stands in the file exactly once; otherwise planting fails loudly. */
  readonly find: string;
  readonly replace: string;
}
