import type { MangoQuery } from "rxdb/plugins/core";
import { randomNumber, randomText, type Flavour, type Thing } from "./fuzz-documents.ts";
import type { RandomSource } from "./random-source.ts";

/** Every operator that RxDB loads. */
export const operators = [
  ..."$eq $ne $gt $gte $lt $lte $in $nin $exists $type $size $elemMatch $mod $regex $not".split(" "),
  ..."$and $or $nor".split(" "),
] as const;

type Make = (random: RandomSource, flavour: Flavour) => unknown;

const textPaths = ["name", "note", "place.city"];
const numberPaths = ["age", "rank", "place.floor"];
const paths = [...textPaths, ...numberPaths, "vip", "tags", "points", "place", "points.kind", "points.0.value", "tags.1", "missing"];

function valueFor(path: string, random: RandomSource, flavour: Flavour): unknown {
  if (random.chance(0.08)) return null;
  if (random.chance(0.06)) return random.pick<unknown>([7, "7", true, "a", [], {}, ["a"]]);
  if (numberPaths.includes(path) || path === "points.0.value") return random.chance(0.5) ? random.int(30) / 2 - 4 : randomNumber(random);
  if (path === "vip") return random.chance(0.5);
  if (path === "place") return { city: randomText(random, flavour), floor: random.int(5) };
  if (path === "tags" && random.chance(0.3)) return [randomText(random, flavour)];
  return randomText(random, flavour);
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const regex: Make = (random, flavour) => {
  const inside = escaped(randomText(random, flavour).slice(0, 2));
  const source = random.pick([inside, `^${inside}`, `${inside}$`, "^.$", "[a-b]+", "."]);
  const options = random.pick(["", "i", "u", "g"]);
  // A lone half of a pair is no pattern under `u`; that both sides refuse it is another test.
  return { $regex: source, ...(options === "" || !source.isWellFormed() ? {} : { $options: options }) };
};

function operatorFor(path: string, random: RandomSource, flavour: Flavour, depth: number): Record<string, unknown> {
  const value = () => valueFor(path, random, flavour);
  const name = random.pick(operators.slice(0, 15));
  switch (name) {
    case "$in":
    case "$nin":
      return { [name]: Array.from({ length: random.int(5) }, value) };
    case "$exists":
      return { $exists: random.chance(0.5) };
    case "$type":
      return { $type: random.pick<unknown>(["string", "number", "boolean", "null", "array", "object", ["string", "null"], "int"]) };
    case "$size":
      return { $size: random.int(4) };
    case "$mod":
      return { $mod: [random.pick([2, 3, 5]), random.int(3)] };
    case "$regex":
      return regex(random, flavour) as Record<string, unknown>;
    case "$elemMatch":
      return path === "points"
        ? { $elemMatch: { value: { $gte: random.int(5) }, kind: { $ne: randomText(random, flavour) } } }
        : { $elemMatch: { $eq: value() } };
    case "$not":
      return depth > 1 ? { $eq: value() } : { $not: operatorFor(path, random, flavour, depth + 1) };
    default:
      return { [name]: value() };
  }
}

function condition(path: string, random: RandomSource, flavour: Flavour): unknown {
  if (random.chance(0.15)) return valueFor(path, random, flavour);
  const first = operatorFor(path, random, flavour, 0);
  return random.chance(0.25) ? { ...first, ...operatorFor(path, random, flavour, 0) } : first;
}

function selectorOf(random: RandomSource, flavour: Flavour, ids: readonly string[], depth: number): Record<string, unknown> {
  const selector: Record<string, unknown> = {};
  for (let at = random.int(3); at >= 0; at -= 1) {
    const kind = random.int(10);
    if (kind === 0 && ids.length > 0) {
      const id = random.pick(ids);
      selector["id"] = random.pick<unknown>([{ $eq: id }, { $gt: id }, { $lte: id }, { $in: [id, random.pick(ids)] }, { $ne: id }]);
    } else if (kind <= 2 && depth < 2) {
      const branches = Array.from({ length: 1 + random.int(3) }, () => selectorOf(random, flavour, ids, depth + 1));
      selector[random.pick(["$and", "$or", "$nor"])] = branches;
    } else {
      const path = random.pick(paths);
      selector[path] = condition(path, random, flavour);
    }
  }
  return selector;
}

const sortable = ["name", "age", "vip", "place.city", "rank", "note", "id"];

export function randomQuery(random: RandomSource, flavour: Flavour, ids: readonly string[]): MangoQuery<Thing> {
  const selector = { ...(random.chance(0.1) ? {} : selectorOf(random, flavour, ids, 0)), _deleted: { $eq: random.chance(0.05) } };
  const sort = [...new Set(Array.from({ length: random.int(3) }, () => random.pick(sortable)))].map((path) => ({
    [path]: random.pick(["asc", "desc"]),
  }));
  return {
    selector,
    ...(sort.length > 0 ? { sort } : {}),
    ...(random.chance(0.4) ? { limit: random.int(12) } : {}),
    ...(random.chance(0.3) ? { skip: random.int(6) } : {}),
  } as unknown as MangoQuery<Thing>;
}
