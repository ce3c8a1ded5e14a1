import { describe, expect, it } from "vitest";
import { layBlock, readBlock } from "./paste-block.ts";

describe("a block from a spreadsheet", () => {
  it.each([
    ["one", [["one"]]],
    [
      "a\tb\r\nc\td\r\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["a\t\tc", [["a", "", "c"]]],
    ["\tb", [["", "b"]]],
    ['"two\nlines"\t"say ""hi"""', [["two\nlines", 'say "hi"']]],
    ["'+49 151", [["+49 151"]]],
    ["a\n\nb", [["a"], [""], ["b"]]],
  ])("%j is read as %j", (text, rows) => expect(readBlock(text)).toEqual(rows));

  it("is laid over the rows and columns from the cell on, and counts what has no place", () => {
    const block = [
      ["vegan", "12", "x"],
      ["halal", "13", "y"],
      ["none", "14", "z"],
    ];
    const { edits, leftOut } = layBlock(block, [{ id: "a" }, { id: "b" }], ["diet", "table", undefined]);
    expect(edits).toEqual([
      { guestId: "a", field: "diet", value: "vegan" },
      { guestId: "a", field: "table", value: "12" },
      { guestId: "b", field: "diet", value: "halal" },
      { guestId: "b", field: "table", value: "13" },
    ]);
    expect(leftOut).toBe(5);
  });
});
