export { mergeFields, type MergeField } from "./catalogue.ts";
export { compileTemplate, depthMax, type CompiledTemplate, type TemplateIssue, type TemplateNode } from "./compile.ts";
export { mapLiterals } from "./literals.ts";
export { escapeHtml, mergeTemplate, type EscapeMode, type Merged } from "./merge.ts";
