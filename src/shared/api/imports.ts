import { z } from "zod";
import { idSchema } from "../domain/fields.ts";
import { call } from "./base.ts";
import { importChunkBytes, importColumnsMax } from "./import-limits.ts";

/** What a column of the file means. `ignore` keeps it out. */
export const importFieldSchema = z.enum([
  "ignore",
  "full-name",
  "given-name",
  "family-name",
  "household",
  "kind",
  "email",
  "phone",
  "language",
  "time-zone",
  "side",
  "tags",
  "diet",
  "access-needs",
  "table",
  "note",
  "postal-address",
  "rsvp",
]);
export type ImportField = z.infer<typeof importFieldSchema>;

export const importColumnSchema = z.strictObject({
  index: z.int(),
  header: z.string(),
  samples: z.array(z.string()),
  suggested: importFieldSchema,
});

/** What we read the file as. A person may correct every guess. */
export const importReadingSchema = z.strictObject({
  importId: idSchema,
  fileName: z.string(),
  format: z.enum(["csv", "xlsx"]),
  encoding: z.string(),
  encodings: z.array(z.string()),
  delimiter: z.string(),
  sheet: z.string(),
  sheets: z.array(z.string()),
  /** 0-based row of the headers; -1 when the file has none. */
  headerRow: z.int(),
  rowCount: z.int(),
  columns: z.array(importColumnSchema),
  /** Things a person should know: `formulas were read as their last value`. */
  warnings: z.array(z.string()),
  /** The columns are suggested as a person chose them for a file with the same headers before. */
  isRemembered: z.boolean(),
  /** Two-letter country for phone numbers without a prefix: as chosen before, or where most of them are valid. */
  country: z.string().length(2),
});
export type ImportReading = z.infer<typeof importReadingSchema>;

export const importRowVerdictSchema = z.enum(["new", "changed", "same", "problem", "duplicate"]);
export type ImportRowVerdict = z.infer<typeof importRowVerdictSchema>;

export const importRowSchema = z.strictObject({
  /** 1-based row number in the file, as a spreadsheet shows it. */
  row: z.int(),
  id: z.string(),
  verdict: importRowVerdictSchema,
  /** For `duplicate`: what the person said. */
  decision: z.enum(["undecided", "same-person", "different-person", "skip"]),
  name: z.string(),
  household: z.string(),
  email: z.string(),
  phone: z.string(),
  language: z.string(),
  /** `diet: – → vegan`. */
  changes: z.array(z.strictObject({ field: importFieldSchema, from: z.string(), to: z.string() })),
  problems: z.array(z.strictObject({ field: importFieldSchema, value: z.string(), sentence: z.string() })),
  /** Several guests that the name cell seems to hold; the person may say that it is one name. */
  party: z.strictObject({ label: z.string(), members: z.array(z.string()), isSplit: z.boolean() }).nullable(),
  /** Existing guest (or earlier row of the file) it looks like. */
  looksLike: z.string().nullable(),
});
export type ImportRow = z.infer<typeof importRowSchema>;

const importCountsSchema = z.strictObject({
  new: z.int(),
  changed: z.int(),
  same: z.int(),
  problem: z.int(),
  duplicate: z.int(),
  skipped: z.int(),
  /** Rows whose name cell seems to hold several guests. */
  parties: z.int(),
  /** How many guests `commit` would write now. */
  willWrite: z.int(),
});

const ofImport = z.strictObject({ importId: idSchema });

export const importsContract = {
  start: call
    .input(z.strictObject({ weddingId: idSchema, fileName: z.string().min(1).max(255), sizeBytes: z.int().min(0) }))
    .output(z.strictObject({ importId: idSchema, chunkBytes: z.int() })),
  chunk: call
    .input(z.strictObject({ importId: idSchema, index: z.int().min(0), base64: z.string().max(importChunkBytes * 2) }))
    .output(z.strictObject({ receivedBytes: z.int() })),
  /** Reads the uploaded bytes; may be called again with corrected guesses. */
  read: call
    .input(
      z.strictObject({
        importId: idSchema,
        encoding: z.string().max(40).optional(),
        delimiter: z.string().max(1).optional(),
        sheet: z.string().max(120).optional(),
        headerRow: z.int().min(-1).max(100).optional(),
      }),
    )
    .output(importReadingSchema),
  /** Compares with the guest list. Writes nothing. */
  preview: call
    .input(
      z.strictObject({
        importId: idSchema,
        mapping: z.array(z.strictObject({ index: z.int(), field: importFieldSchema })).max(importColumnsMax),
        /** Two-letter country for phone numbers without a prefix. */
        defaultCountry: z.string().length(2),
      }),
    )
    .output(importCountsSchema),
  rows: call
    .input(
      z.strictObject({
        importId: idSchema,
        verdict: importRowVerdictSchema.nullable(),
        offset: z.int().min(0),
        limit: z.int().min(1).max(400),
      }),
    )
    .output(z.strictObject({ total: z.int(), rows: z.array(importRowSchema) })),
  /** Corrects one cell, or one address in it, or decides about one row; answers the row anew. */
  fix: call
    .input(
      z.strictObject({
        importId: idSchema,
        row: z.int(),
        change: z.discriminatedUnion("kind", [
          z.strictObject({
            kind: z.literal("value"),
            field: importFieldSchema,
            value: z.string().max(2000),
            /** The problem that is mended, by what it says stands there. Without it: the field's first problem. */
            was: z.string().max(2000).optional(),
          }),
          z.strictObject({ kind: z.literal("decision"), decision: importRowSchema.shape.decision }),
          z.strictObject({ kind: z.literal("split"), isSplit: z.boolean() }),
        ]),
      }),
    )
    .output(z.strictObject({ row: importRowSchema, counts: importCountsSchema })),
  /** Splits all names that seem to hold several guests, or none; answers the counts anew. */
  splitParties: call.input(z.strictObject({ ...ofImport.shape, isSplit: z.boolean() })).output(importCountsSchema),
  /** The rows with problems as CSV, as they stand, to be mended and imported again. Safe to open in a spreadsheet. */
  problemRows: call.input(ofImport).output(z.strictObject({ fileName: z.string(), csv: z.string(), rows: z.int() })),
  commit: call
    .input(ofImport)
    .output(z.strictObject({ undoId: idSchema, sentence: z.string(), created: z.int(), changed: z.int(), skipped: z.int() })),
  discard: call.input(ofImport).output(z.strictObject({})),
};
