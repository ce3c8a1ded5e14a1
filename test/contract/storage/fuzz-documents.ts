import { fillWithDefaultSettings, type RxDocumentData, type RxJsonSchema } from "rxdb/plugins/core";
import type { RandomSource } from "./random-source.ts";

export interface Thing {
  id: string;
  name?: string | null;
  age?: number | null;
  vip?: boolean | null;
  place?: { city?: string | null; floor?: number } | null;
  note?: string | null;
  rank?: number;
  tags?: string[];
  points?: { kind: string; value: number }[];
}

export type StoredThing = RxDocumentData<Thing>;

const text = { type: "string", maxLength: 40 };

/** The same documents once with indexes for every kind and once with none: then the memory storage only uses its matcher. */
export function thingSchema(indexed: boolean): RxJsonSchema<StoredThing> {
  const schema = {
    version: 0,
    primaryKey: "id",
    type: "object",
    properties: {
      id: text,
      name: text,
      age: { type: "number", minimum: -1000, maximum: 1000, multipleOf: 0.5 },
      vip: { type: "boolean" },
      place: { type: "object", properties: { city: text, floor: { type: "integer" } } },
      note: { type: ["string", "null"] },
      rank: { type: "number" },
      tags: { type: "array", items: { type: "string" } },
      points: { type: "array", items: { type: "object", properties: { kind: text, value: { type: "number" } } } },
    },
    required: ["id"],
    indexes: indexed ? ["name", ["age", "name"], ["vip", "place.city"], "place.city"] : [],
  };
  return fillWithDefaultSettings(schema as never) as unknown as RxJsonSchema<StoredThing>;
}

/** What a round may put into its documents. */
export interface Flavour {
  readonly alphabet: readonly string[];
  readonly nulls: boolean;
  /** Values that break the schema, as no validator would let through: a wrong scalar, or an array where an object belongs. */
  readonly offSchema: "never" | "scalars" | "shapes";
}

const plain = ["a", "b", "B", "c", "é", "-", "'", "0"];
const astral = ["🎉", "𝒳"];
const high = ["！", "ﷺ", "\ufe0f"];

export const flavours: readonly Flavour[] = [
  { alphabet: plain, nulls: false, offSchema: "never" },
  { alphabet: [...plain, ...astral], nulls: false, offSchema: "never" },
  { alphabet: [...plain, ...high], nulls: true, offSchema: "never" },
  { alphabet: [...plain, ...astral, ...high], nulls: false, offSchema: "never" },
  { alphabet: [...plain, "\u0000", "\t", "%", "_", "\\", '"'], nulls: true, offSchema: "never" },
  { alphabet: [...plain, ...astral, ...high, "\u0000", "\ud800"], nulls: true, offSchema: "scalars" },
  { alphabet: plain, nulls: false, offSchema: "shapes" },
];

export function randomText(random: RandomSource, flavour: Flavour): string {
  let made = "";
  for (let at = random.int(4); at >= 0; at -= 1) made += random.pick(flavour.alphabet);
  return made;
}

export function randomNumber(random: RandomSource): number {
  return random.pick([0, 1, -1, 2, 2.5, 3, 10, -7.5, 2 ** 53 + 2, random.int(20)]);
}

/** For fields that get sorted no arrays or objects: RxDB's order of those is not total, so there is no right answer. */
const oddScalars: readonly unknown[] = [7, "7", true, "\udc00x"];
const oddShapes: readonly unknown[] = [["a"], [1, 2], [{ city: "b" }, { city: "a", floor: 2 }]];

export function randomThing(random: RandomSource, flavour: Flavour, id: string): Thing {
  const maybe = <Value>(make: () => Value, odd = flavour.offSchema === "scalars" ? oddScalars : undefined): Value | null | undefined => {
    if (random.chance(0.2)) return undefined;
    if (flavour.nulls && random.chance(0.15)) return null;
    return odd !== undefined && random.chance(0.1) ? (random.pick(odd) as Value) : make();
  };
  const words = () => Array.from({ length: random.int(4) }, () => randomText(random, flavour));
  const thing: Record<string, unknown> = {
    id,
    name: maybe(() => randomText(random, flavour)),
    age: maybe(() => random.int(40) / 2 - 5),
    vip: maybe(() => random.chance(0.5)),
    place: maybe(
      () => ({ city: maybe(() => randomText(random, flavour)), floor: random.int(5) }),
      flavour.offSchema === "shapes" ? oddShapes : undefined,
    ),
    note: maybe(() => randomText(random, flavour)),
    rank: random.chance(0.2) ? undefined : randomNumber(random),
    tags: random.chance(0.2) ? undefined : words(),
    points: random.chance(0.3) ? undefined : words().map((kind) => ({ kind, value: random.int(5) })),
  };
  return JSON.parse(JSON.stringify(thing)) as Thing;
}
