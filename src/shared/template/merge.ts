import type { CompiledTemplate, Condition, Filter, TemplateNode } from "./compile.ts";

/** Where the text goes, and so how values are made harmless there. Literals are left as they are. */
export type EscapeMode = "html" | "attr" | "url" | "text" | "line";

export interface Merged {
  readonly out: string;
  /** Fields that were empty where they were written; a default may have stood in. */
  readonly empty: ReadonlySet<string>;
}

/** Merges values by field name into a compiled text. Pure; never throws. */
export const mergeTemplate = (template: CompiledTemplate, values: ReadonlyMap<string, string>, mode: EscapeMode): Merged => {
  const empty = new Set<string>();
  return { out: mergeNodes(template.nodes, values, mode, empty), empty };
};

const mergeNodes = (nodes: readonly TemplateNode[], values: ReadonlyMap<string, string>, mode: EscapeMode, empty: Set<string>): string => {
  let out = "";
  for (const node of nodes) {
    if (node.kind === "literal") out += node.text;
    else if (node.kind === "field") {
      const value = values.get(node.field) ?? "";
      if (value === "") empty.add(node.field);
      out += escapeValue(filtered(value, node.filters), mode);
    } else {
      const branch = node.branches.find(({ condition }) => condition === null || holds(condition, values));
      if (branch !== undefined) out += mergeNodes(branch.nodes, values, mode, empty);
    }
  }
  return out;
};

const holds = ({ field, operator, value }: Condition, values: ReadonlyMap<string, string>): boolean => {
  const actual = values.get(field) ?? "";
  if (operator === "present") return actual !== "";
  return (actual === value) === (operator === "==");
};

const filtered = (value: string, filters: readonly Filter[]): string => {
  let out = value;
  for (const filter of filters) out = applied(out, filter);
  return out;
};

const applied = (value: string, filter: Filter): string => {
  switch (filter.name) {
    case "default":
      return value === "" ? filter.value : value;
    case "upcase":
      return value.toUpperCase();
    case "downcase":
      return value.toLowerCase();
    case "capitalize":
      return value.charAt(0).toUpperCase() + value.slice(1);
    case "url_encode":
      return encodeURIComponent(value.toWellFormed());
  }
};

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** Control characters, and the marks that turn the direction of everything after them. */
// oxlint-disable-next-line no-control-regex -- taking control characters out is what this is for
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** Makes one value harmless where it goes. `line` also keeps it on one line: a subject is a header. */
export const escapeValue = (value: string, mode: EscapeMode): string => {
  const clean = value.toWellFormed().replaceAll(controls, "");
  switch (mode) {
    case "html":
    case "attr":
      return escapeHtml(clean);
    case "url":
      return encodeURIComponent(clean);
    case "line":
      return clean.replaceAll(/\s+/g, " ");
    case "text":
      return clean;
  }
};

export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
