import type { RxJsonSchema } from "rxdb/plugins/core";
import { z } from "zod";

export interface RxSchemaOptions {
  readonly version: number;
  readonly primaryKey: string;
  readonly indexes: (string | string[])[];
}

/**
 * One source of truth: the zod schema of the domain, as the JSON schema that RxDB checks every write against. Words of a list (`z.enum`)
 * become plain text: RxDB would ask for a new version, and copy every document, for each word that such a list learns (docs/adr/0011).
 */
export function rxSchemaOf<Document>(schema: z.ZodType<Document>, options: RxSchemaOptions): RxJsonSchema<Document> {
  const json = z.toJSONSchema(schema, {
    target: "draft-7",
    io: "output",
    unrepresentable: "throw",
    override: (context) => {
      // RxDB knows no formats; the patterns beside them say the same.
      delete context.jsonSchema.format;
      // Defaults are applied by zod at the edge; RxDB allows them at the top level only.
      delete context.jsonSchema.default;
      if (context.jsonSchema.type === "string") delete context.jsonSchema.enum;
    },
  });
  delete json.$schema;
  return { ...json, ...options } as unknown as RxJsonSchema<Document>;
}
