import { describe, expect, it } from "vitest";
import type { Block } from "#shared/domain/campaign.ts";
import { blockTypes, isWritten, moveBlock, newBlock, putText, removeText, textOf } from "./text-edits.ts";

const blocks: Block[] = ["a", "b", "c"].map((id) => ({ type: "divider", id }));
const idsOf = (list: readonly Block[]): string => list.map((block) => block.id).join("");

describe("texts of a draft", () => {
  it("replaces the text of the same channel and language and keeps the others", () => {
    const first = putText([], { channel: "sms", language: "de", body: "Hallo" });
    const second = putText(first, { channel: "sms", language: "en", body: "Hello" });
    const third = putText(second, { channel: "sms", language: "de", body: "Servus" });
    expect(third).toHaveLength(2);
    expect(textOf(third, "sms", "de")).toMatchObject({ body: "Servus" });
    expect(removeText(third, "sms", "de")).toEqual([{ channel: "sms", language: "en", body: "Hello" }]);
  });

  it("moves a block by one place and stops at the edges", () => {
    expect(idsOf(moveBlock(blocks, "b", -1))).toBe("bac");
    expect(idsOf(moveBlock(blocks, "b", 1))).toBe("acb");
    expect(idsOf(moveBlock(blocks, "a", -1))).toBe("abc");
    expect(idsOf(moveBlock(blocks, "c", 1))).toBe("abc");
  });

  it("makes every kind of block", () => {
    for (const type of blockTypes) expect(newBlock(type, "x")).toMatchObject({ type, id: "x" });
  });

  it("knows an email without subject or blocks as not written", () => {
    expect(isWritten({ channel: "email", language: "en", subject: "", blocks })).toBe(false);
    expect(isWritten({ channel: "email", language: "en", subject: "Hi", blocks: [] })).toBe(false);
    expect(isWritten({ channel: "email", language: "en", subject: "Hi", blocks })).toBe(true);
    expect(isWritten(undefined)).toBe(false);
  });
});
