import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileTemplate, depthMax, mapLiterals, mergeFields, mergeTemplate, type EscapeMode } from "./index.ts";

const merge = (source: string, values: Record<string, string>, mode: EscapeMode = "text") =>
  mergeTemplate(compileTemplate(source), new Map(Object.entries(values)), mode);

describe("the merge language", () => {
  it("puts values in, with a stand-in where one is empty, and says which was empty", () => {
    const source = 'Hi {{ guest.first_name | default: "friend" | upcase }}!';
    expect(merge(source, { "guest.first_name": "Amira" }).out).toBe("Hi AMIRA!");
    const { out, empty } = merge(source, {});
    expect(out).toBe("Hi FRIEND!");
    expect([...empty]).toEqual(["guest.first_name"]);
  });

  it("chooses the first branch that holds", () => {
    const source = '{% if guest.table == "1" %}one{% elsif guest.table == "2" %}two{% else %}other{% endif %}';
    expect(["1", "2", "3"].map((table) => merge(source, { "guest.table": table }).out)).toEqual(["one", "two", "other"]);
  });

  it("tells the place of an unknown field", () => {
    const { issues } = compileTemplate("Hello\nyou {{ guest.secret }}");
    expect(issues).toEqual([{ line: 2, column: 5, sentence: 'There is no field "guest.secret".', unknownField: "guest.secret" }]);
  });

  it.each([
    "{{ guest.first_name",
    "{% if guest.table %}x",
    "{% endif %}",
    "{% else %}",
    "{% for a in b %}",
    "{{ guest.table | eval }}",
    "{{ constructor }}",
    "{{ __proto__ }}",
  ])("reports %s as wrong", (source) => {
    expect(compileTemplate(source).issues.length).toBeGreaterThan(0);
  });

  it("nests conditions only so deep", () => {
    const nested = (depth: number): string => "{% if guest.table %}".repeat(depth) + "x" + "{% endif %}".repeat(depth);
    expect(compileTemplate(nested(depthMax)).issues).toEqual([]);
    expect(compileTemplate(nested(depthMax + 1)).issues.length).toBeGreaterThan(0);
  });

  it("makes values harmless where they go", () => {
    const values = { "guest.first_name": `<b onx="1">'&\r\nBcc: x` };
    const field = "{{ guest.first_name }}";
    expect(merge(field, values, "html").out).not.toMatch(/[<>"']/);
    expect(merge(field, values, "line").out).not.toMatch(/[\r\n]/);
    expect(merge(field, values, "url").out).toMatch(/^[\w%.!~*'()-]+$/);
  });

  it("keeps tags while the text between them changes", () => {
    expect(mapLiterals('a {% if guest.table == "1" %}b{% endif %}', (text) => text.toUpperCase())).toBe(
      'A {% if guest.table == "1" %}B{% endif %}',
    );
  });

  it("never throws and never lets a value out of its place, whatever is written", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "{{",
        "}}",
        "{%",
        "%}",
        "{% if guest.table %}",
        "{% else %}",
        "{% endif %}",
        "{% elsif guest.table == '1' %}",
        "{{ guest.table }}",
        "|",
        "default:",
        '"',
      ),
      fc.constantFrom(...mergeFields.map(({ field }) => `{{ ${field} }}`)),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.string({ unit: "binary" }), (pieces, value) => {
        const source = pieces.join("");
        const template = compileTemplate(source);
        const values = new Map(mergeFields.map(({ field }) => [field, `<${value}">`]));
        for (const mode of ["html", "attr", "url", "line", "text"] as const) mergeTemplate(template, values, mode);
        // Without the typed text itself, only values are left: nothing of them may open a tag or an attribute.
        const tags = [...source.matchAll(/\{\{[^{}]*\}\}/g)].map(([tag]) => tag).join("");
        const { out } = mergeTemplate(compileTemplate(tags), values, "html");
        expect(out).not.toMatch(/[<>"']/);
        for (const field of template.fields) expect(values.has(field)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  // Anything that grows with the square of the text would take minutes here and meet the runner's own limit.
  it("reads a hostile text of four hundred thousand characters to its end", () => {
    const hostile = [
      `{{ ${"a ".repeat(200_000)}}}`,
      `{% if a${" ".repeat(400_000)}x %}`,
      "{{".repeat(200_000),
      "{%".repeat(200_000),
      `{{ guest.table ${"|".repeat(400_000)} }}`,
    ];
    for (const source of hostile) expect(compileTemplate(source)).toBeDefined();
  });
});
