import { describe, expect, it } from "vitest";
import { cellAfterEdit, moveCell, type Cell } from "./grid-move.ts";

const size = { rows: 100, columns: 5, page: 20 };
const press = (cell: Cell, key: string, more: { ctrl?: boolean; rtl?: boolean } = {}) =>
  moveCell(cell, { key, ctrl: more.ctrl ?? false, rtl: more.rtl ?? false }, size);

describe("moving in the grid", () => {
  it.each([
    ["ArrowDown", { row: 11, column: 2 }],
    ["ArrowUp", { row: 9, column: 2 }],
    ["ArrowRight", { row: 10, column: 3 }],
    ["ArrowLeft", { row: 10, column: 1 }],
    ["PageDown", { row: 30, column: 2 }],
    ["PageUp", { row: 0, column: 2 }],
    ["Home", { row: 10, column: 0 }],
    ["End", { row: 10, column: 4 }],
  ])("%s leads to its neighbour", (key, to) => expect(press({ row: 10, column: 2 }, key)).toEqual(to));

  it("takes the other way to the next column when the writing runs right to left", () => {
    expect(press({ row: 1, column: 2 }, "ArrowLeft", { rtl: true })).toEqual({ row: 1, column: 3 });
    expect(press({ row: 1, column: 2 }, "ArrowRight", { rtl: true })).toEqual({ row: 1, column: 1 });
  });

  it("ends at the edges, with the head above the first row", () => {
    expect(press({ row: 0, column: 0 }, "ArrowUp")).toEqual({ row: -1, column: 0 });
    expect(press({ row: -1, column: 0 }, "ArrowUp")).toEqual({ row: -1, column: 0 });
    expect(press({ row: 99, column: 4 }, "ArrowDown")).toEqual({ row: 99, column: 4 });
    expect(press({ row: 5, column: 4 }, "ArrowRight")).toEqual({ row: 5, column: 4 });
  });

  it("goes to the corners with Ctrl, and leaves other keys alone", () => {
    expect(press({ row: 5, column: 2 }, "Home", { ctrl: true })).toEqual({ row: 0, column: 0 });
    expect(press({ row: 5, column: 2 }, "End", { ctrl: true })).toEqual({ row: 99, column: 4 });
    expect(press({ row: 5, column: 2 }, "a")).toBeUndefined();
  });
});

describe("after an edit", () => {
  it.each([
    ["down", { row: 3, column: 4 }, { row: 4, column: 4 }],
    ["down", { row: 99, column: 1 }, { row: 99, column: 1 }],
    ["next", { row: 3, column: 1 }, { row: 3, column: 2 }],
    ["next", { row: 3, column: 4 }, { row: 4, column: 0 }],
    ["next", { row: 99, column: 4 }, { row: 99, column: 4 }],
    ["previous", { row: 3, column: 0 }, { row: 2, column: 4 }],
    ["previous", { row: 0, column: 0 }, { row: 0, column: 0 }],
    ["stay", { row: 3, column: 0 }, { row: 3, column: 0 }],
  ] as const)("%s from %j leads to %j", (end, from, to) => expect(cellAfterEdit(from, end, size)).toEqual(to));
});
