/** What a JSON value at one path can be, when the schema leaves exactly one scalar type (or that and null). */
export type ScalarKind = "string" | "number" | "boolean";

export interface ScalarField {
  readonly path: string;
  readonly kind: ScalarKind;
}

/** The part of JSON schema that decides what a path holds. */
export interface SchemaPart {
  readonly type?: unknown;
  readonly enum?: unknown;
  readonly const?: unknown;
  readonly anyOf?: unknown;
  readonly oneOf?: unknown;
  readonly properties?: unknown;
}

export interface FieldMap {
  /** Every path that leads only through objects to one scalar. */
  readonly scalars: ReadonlyMap<string, ScalarField>;
  /** True when the document holds at each known path what the schema says, in text that UTF-8 can carry. */
  readonly conforms: (document: object) => boolean;
}

const kindOfType: Readonly<Record<string, ScalarKind>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
};

/** Names that JavaScript itself answers on every object, and names that a JSON path cannot quote plainly. */
const isPlainName = (name: string) => !(name in Object.prototype) && !/["'\\.[\]]/.test(name);

function kindOfValues(values: readonly unknown[]): ScalarKind | undefined {
  const kinds = new Set(values.filter((value) => value !== null).map((value) => kindOfType[typeof value]));
  const [only] = kinds;
  return kinds.size === 1 ? only : undefined;
}

function kindOfTypes(types: readonly unknown[]): ScalarKind | undefined {
  const named = types.filter((type) => type !== "null");
  return named.length === 1 && typeof named[0] === "string" ? kindOfType[named[0]] : undefined;
}

/** The one scalar kind that a schema part allows beside null, or undefined. */
export function scalarKind(part: SchemaPart): ScalarKind | undefined {
  if (Array.isArray(part.type)) return kindOfTypes(part.type);
  if (typeof part.type === "string") return kindOfType[part.type];
  if (Array.isArray(part.enum)) return kindOfValues(part.enum);
  if (part.const !== undefined) return kindOfValues([part.const]);
  const branches = part.anyOf ?? part.oneOf;
  if (!Array.isArray(branches)) return undefined;
  const rest = (branches as SchemaPart[]).filter((branch) => branch.type !== "null");
  const kinds = new Set(rest.map(scalarKind));
  const [only] = kinds;
  return kinds.size === 1 ? only : undefined;
}

type Check = (value: unknown) => boolean;

const scalarChecks: Readonly<Record<ScalarKind, Check>> = {
  string: (value) => value === undefined || value === null || (typeof value === "string" && value.isWellFormed()),
  number: (value) => value === undefined || value === null || Number.isFinite(value),
  boolean: (value) => value === undefined || value === null || typeof value === "boolean",
};

function objectCheck(entries: readonly (readonly [string, Check])[]): Check {
  return (value) => {
    if (value === undefined || value === null) return true;
    if (typeof value !== "object" || Array.isArray(value)) return false;
    for (const [name, check] of entries) if (!check((value as Record<string, unknown>)[name])) return false;
    return true;
  };
}

/** Reads a filled RxDB schema: which paths SQL may speak about, and the check that a document keeps to them. */
export function fieldMapOf(schema: SchemaPart): FieldMap {
  const scalars = new Map<string, ScalarField>();
  const walk = (part: SchemaPart, prefix: string): Check => {
    const entries: (readonly [string, Check])[] = [];
    for (const [name, child] of Object.entries((part.properties ?? {}) as Record<string, SchemaPart>)) {
      if (!isPlainName(name)) continue;
      const path = `${prefix}${name}`;
      const kind = scalarKind(child);
      if (kind !== undefined) {
        scalars.set(path, { path, kind });
        entries.push([name, scalarChecks[kind]]);
      } else if (child.type === "object" && child.properties) {
        entries.push([name, walk(child, `${path}.`)]);
      }
    }
    return objectCheck(entries);
  };
  return { scalars, conforms: walk(schema, "") };
}

/** Reads the value at a path that leads through objects. */
export function pathReader(path: string): (document: object) => unknown {
  const names = path.split(".");
  const [first = "", second] = names;
  if (second === undefined) return (document) => (document as Record<string, unknown>)[first];
  return (document) => {
    let value: unknown = document;
    for (const name of names) {
      if (typeof value !== "object" || value === null) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return value;
  };
}
