import { describe, expect, it } from "vitest";
import { createStructuredLogger } from "./structured-logger.ts";

const linesOf = (data: Record<string, string | number>, sentence = "Something happened."): string => {
  const lines: string[] = [];
  createStructuredLogger(
    (line) => lines.push(line),
    () => 0,
  )
    .part("dispatcher")
    .info(sentence, data);
  return lines.join("");
};

describe("the log (S17)", () => {
  it("keeps counts, codes, ids, system codes, instants, zones and names of error classes", () => {
    const data = {
      count: 12,
      code: "lane-resting",
      id: "01jd9z0q4m8h3w5xk7c2v6b1na",
      system: "ECONNREFUSED",
      zone: "Europe/Paris",
      at: "2026-11-24T10:00:00.000Z",
      error: "TypeError",
    };
    expect(JSON.parse(linesOf(data))).toMatchObject(data);
  });

  it.each([
    ["a name", "Zoé Martin"],
    ["a first name", "Omar"],
    ["an address", "guest@mail.test"],
    ["a phone number", "+33612345678"],
    ["a phone number without its plus", "33612345678"],
    ["a key", "re_AbCdEf123456"],
    ["a token", "n3Vd0qXyTt2mHk9LrPwZ5A"],
    ["a text", "Dear guest, you are invited"],
    ["a path of a person", "/home/lea/usher"],
  ])("blots out %s", (_what, value) => {
    expect(linesOf({ value })).not.toContain(value);
    expect(linesOf({ value })).toContain("[redacted]");
  });

  it("blots out a sentence into which an address was glued", () => {
    expect(linesOf({}, "Could not write to guest@mail.test.")).not.toContain("guest@mail.test");
  });

  it("survives a sink that throws", () => {
    const logger = createStructuredLogger(() => {
      throw new Error("disk full");
    });
    expect(() => logger.error("It broke.")).not.toThrow();
  });
});
