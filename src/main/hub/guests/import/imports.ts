import type { z } from "zod";
import type { ImportReading, ImportRow, importsContract } from "#shared/api/imports.ts";
import { UsherError } from "#shared/problem.ts";
import type { GuestsDeps } from "../guests.ts";
import type { CommandRunner } from "../history/history.ts";
import type { WeddingIndex } from "../list/wedding-index.ts";

type Input<Name extends keyof typeof importsContract> = z.infer<NonNullable<(typeof importsContract)[Name]["~orpc"]["inputSchema"]>>;
type Output<Name extends keyof typeof importsContract> = z.infer<NonNullable<(typeof importsContract)[Name]["~orpc"]["outputSchema"]>>;

export type ImportCounts = Output<"preview">;

/** Uploads of guest lists: read, previewed, corrected, and written as one undoable command. */
export interface Imports {
  start(input: Input<"start">): Promise<Output<"start">>;
  chunk(input: Input<"chunk">): Promise<Output<"chunk">>;
  read(input: Input<"read">): Promise<ImportReading>;
  preview(input: Input<"preview">): Promise<ImportCounts>;
  rows(input: Input<"rows">): Promise<{ total: number; rows: ImportRow[] }>;
  fix(input: Input<"fix">): Promise<{ row: ImportRow; counts: ImportCounts }>;
  commit(input: Input<"commit">): Promise<Output<"commit">>;
  discard(input: Input<"discard">): Promise<Record<string, never>>;
  stop(): void;
}

export interface ImportsDeps extends GuestsDeps {
  readonly history: CommandRunner;
  readonly indexOf: (weddingId: string) => Promise<WeddingIndex>;
}

export const createImports = (_deps: ImportsDeps): Imports => {
  const refuse = async (): Promise<never> => {
    throw new UsherError({ code: "import-not-built", sentence: "Imports are being built.", nextStep: "Try again with the next version." });
  };
  return { start: refuse, chunk: refuse, read: refuse, preview: refuse, rows: refuse, fix: refuse, commit: refuse, discard: refuse, stop: () => undefined };
};
