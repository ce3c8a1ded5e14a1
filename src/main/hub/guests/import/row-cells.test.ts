import { expect, it } from "vitest";
import { cleanCell } from "./row-cells.ts";

it("cells are cleaned on import of exactly the one apostrophe that our exports put in front", () => {
  expect(cleanCell("'+49171")).toBe("+49171");
  expect(cleanCell("''t Hof")).toBe("'t Hof");
});
