import type { CompiledTemplate, TemplateNode } from "#shared/template/index.ts";
import { people } from "../words.ts";
import { decide, type Finder } from "./finding.ts";

/** Fields that came out empty: with a stand-in written for that case, or with nothing at all. */
export const fieldEmpty: Finder = ({ emptyFields, texts }) =>
  [...emptyFields].flatMap(([field, guestIds]) => {
    const uses = [...texts.values()].flatMap(({ compiled }) => Object.values(compiled.parts).flatMap((part) => usesOf(field, part)));
    // A condition that asks for the field has an answer for both cases.
    if (uses.length === 0 && [...texts.values()].some(({ fields }) => fields.has(field))) return [];
    const words = { guestIds, fixAt: "texts" } as const;
    return uses.length > 0 && uses.every((use) => use === "stand-in")
      ? [
          decide("field-stand-in", {
            ...words,
            sentence: `The field ${field} is empty for ${people(guestIds.length)}: they read the words that stand in.`,
            fix: "Fill it in, or leave it.",
          }),
        ]
      : [
          decide("field-empty", {
            ...words,
            sentence: `The field ${field} is empty for ${people(guestIds.length)}.`,
            fix: 'Fill it in, or add a stand-in: | default: "friend".',
          }),
        ];
  });

type Use = "stand-in" | "bare";

/** How a text says a field; what a condition on the field itself guards is not said when it is empty. */
const usesOf = (field: string, { nodes }: Pick<CompiledTemplate, "nodes">): readonly Use[] =>
  nodes.flatMap((node: TemplateNode): readonly Use[] => {
    switch (node.kind) {
      case "literal":
        return [];
      case "field":
        if (node.field !== field) return [];
        return [node.filters.some((filter) => filter.name === "default" && filter.value !== "") ? "stand-in" : "bare"];
      case "if":
        return node.branches.flatMap(({ condition, nodes: inside }) =>
          condition?.field === field && condition.operator === "present" ? [] : usesOf(field, { nodes: inside }),
        );
    }
  });
