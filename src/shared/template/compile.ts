import { mergeFieldNames } from "./catalogue.ts";

/**
 * The merge language: `{{ field | default: "x" }}` and `{% if field == "x" %}…{% elsif … %}…{% else %}…{% endif %}`.
 * Closed on purpose: no loops, no property walking, fields from a fixed list. Compiling never throws; what is wrong
 * comes back as issues with their place, and the wrong part says nothing when merged.
 */

export interface TemplateIssue {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  readonly sentence: string;
  /** The field that does not exist, when that is what is wrong. */
  readonly unknownField?: string;
}

export type Filter =
  | { readonly name: "default"; readonly value: string }
  | { readonly name: "upcase" | "downcase" | "capitalize" | "url_encode" };

export interface Condition {
  readonly field: string;
  /** `present`: the field is not empty. */
  readonly operator: "==" | "!=" | "present";
  readonly value: string;
}

export interface Branch {
  /** Null for `else`. */
  readonly condition: Condition | null;
  readonly nodes: TemplateNode[];
}

export type TemplateNode =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "field"; readonly field: string; readonly filters: readonly Filter[] }
  | { readonly kind: "if"; readonly branches: Branch[] };

export interface CompiledTemplate {
  readonly nodes: readonly TemplateNode[];
  /** Fields that occur anywhere, also in conditions. */
  readonly fields: ReadonlySet<string>;
  readonly issues: readonly TemplateIssue[];
}

/** `if` inside `if` at most this deep: more cannot be read by people, and merging stays shallow. */
export const depthMax = 8;
/** More issues than a person reads at once; the count of a hostile text stays bounded. */
const issuesMax = 50;

/** Every tag of the language, and nothing else; linear in the length of the text. */
export const tagPattern = /\{\{([^{}]*)\}\}|\{%([^%]*)%\}/g;
// Both read trimmed text: no two runs of optional spaces meet, so nothing backtracks far.
const expressionPattern = /^([A-Za-z][\w.]*)\s*((?:\|[^|]*)*)$/;
const conditionPattern = /^([A-Za-z][\w.]*)(?:\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)'))?$/;
const defaultPattern = /^default\s*:\s*(?:"([^"]*)"|'([^']*)')$/;

interface Frame {
  readonly nodes: TemplateNode[];
  /** Undefined for the text as a whole. */
  readonly branches?: Branch[];
  readonly at: number;
  readonly sawElse: boolean;
}

/** Reads a text once; merge the result as often as needed. Never throws. */
export const compileTemplate = (source: string): CompiledTemplate => {
  const compiler = createCompiler(source);
  let end = 0;
  for (const match of source.matchAll(tagPattern)) {
    compiler.literal(source.slice(end, match.index), end);
    if (match[1] !== undefined) compiler.field(match[1], match.index);
    else compiler.tag((match[2] ?? "").trim(), match.index);
    end = match.index + match[0].length;
  }
  compiler.literal(source.slice(end), end);
  return compiler.finish();
};

/** Collects what is wrong and which fields are used. */
const createJudge = (source: string) => {
  const fields = new Set<string>();
  const issues: TemplateIssue[] = [];
  const issue = (at: number, sentence: string, unknownField?: string): void => {
    if (issues.length >= issuesMax) return;
    issues.push({ ...placeOf(source, at), sentence, ...(unknownField === undefined ? {} : { unknownField }) });
  };
  const known = (field: string, at: number): boolean => {
    if (!mergeFieldNames.has(field)) {
      issue(at, `There is no field "${field.slice(0, 60)}".`, field.slice(0, 60));
      return false;
    }
    fields.add(field);
    return true;
  };
  const condition = (text: string, at: number): Condition => {
    const match = conditionPattern.exec(text.trim());
    const field = match?.[1] ?? "";
    if (match === null) issue(at, 'A condition looks like: if guest.table == "7".');
    else known(field, at);
    return { field, operator: match?.[2] === "==" || match?.[2] === "!=" ? match[2] : "present", value: match?.[3] ?? match?.[4] ?? "" };
  };
  return { fields, issues, issue, known, condition };
};

const createCompiler = (source: string) => {
  const { fields, issues, issue, known, condition } = createJudge(source);
  const root: Frame = { nodes: [], at: 0, sawElse: false };
  const stack: Frame[] = [root];
  /** Blocks opened beyond the depth that is allowed; their ends are swallowed with them. */
  let tooDeep = 0;
  const top = (): Frame => stack.at(-1) ?? root;
  const branch = (frame: Frame, next: Condition | null): void => {
    const nodes: TemplateNode[] = [];
    frame.branches?.push({ condition: next, nodes });
    stack[stack.length - 1] = { ...frame, nodes, sawElse: frame.sawElse || next === null };
  };
  const open = (text: string, at: number): void => {
    if (stack.length > depthMax) {
      tooDeep += 1;
      issue(at, `Conditions may be nested ${depthMax} deep at most.`);
      return;
    }
    const nodes: TemplateNode[] = [];
    const branches: Branch[] = [{ condition: condition(text, at), nodes }];
    top().nodes.push({ kind: "if", branches });
    stack.push({ nodes, branches, at, sawElse: false });
  };
  const between = (next: Condition | null, at: number): void => {
    const frame = top();
    if (tooDeep > 0) return;
    if (frame.branches === undefined || frame.sawElse) issue(at, "This does not belong to an if.");
    else branch(frame, next);
  };
  const close = (at: number): void => {
    if (tooDeep > 0) tooDeep -= 1;
    else if (stack.length === 1) issue(at, "This endif has no if.");
    else stack.pop();
  };
  return {
    literal: (text: string, at: number): void => {
      const stray = /\{\{|\}\}|\{%|%\}/.exec(text);
      if (stray !== null) issue(at + stray.index, `Here is a lonely ${stray[0]}.`);
      if (text !== "") top().nodes.push({ kind: "literal", text });
    },
    field: (inner: string, at: number): void => {
      const match = expressionPattern.exec(inner.trim());
      if (match === null) return issue(at, "A field looks like: {{ guest.first_name }}.");
      const field = match[1] ?? "";
      const filters = filtersOf(match[2] ?? "", (sentence) => issue(at, sentence));
      if (known(field, at)) top().nodes.push({ kind: "field", field, filters });
    },
    tag: (inner: string, at: number): void => {
      const [, word = "", rest = ""] = /^(\w+)([\s\S]*)$/.exec(inner) ?? [];
      if (word === "if") open(rest, at);
      else if (word === "elsif") between(condition(rest, at), at);
      else if (word === "else" && rest.trim() === "") between(null, at);
      else if (word === "endif" && rest.trim() === "") close(at);
      else issue(at, `"${inner.slice(0, 40)}" is not known here; if, elsif, else and endif are.`);
    },
    finish: (): CompiledTemplate => {
      for (const frame of stack.slice(1)) issue(frame.at, "This if has no endif.");
      return { nodes: root.nodes, fields, issues };
    },
  };
};

const filtersOf = (text: string, issue: (sentence: string) => void): readonly Filter[] =>
  text
    .split("|")
    .slice(1)
    .flatMap((part): Filter[] => {
      const name = part.trim();
      if (name === "upcase" || name === "downcase" || name === "capitalize" || name === "url_encode") return [{ name }];
      const match = defaultPattern.exec(name);
      if (match !== null) return [{ name: "default", value: match[1] ?? match[2] ?? "" }];
      issue(`The filter "${name.slice(0, 40)}" is not known; default, upcase, downcase, capitalize and url_encode are.`);
      return [];
    });

const placeOf = (source: string, at: number): { line: number; column: number } => {
  const before = source.slice(0, at);
  return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
};
