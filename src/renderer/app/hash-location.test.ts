import { describe, expect, it } from "vitest";
import { splitHash } from "./hash-location.ts";

describe("splitHash", () => {
  it.each([
    ["#/guests?preset=dietary", "/guests", "preset=dietary"],
    ["#/guests", "/guests", ""],
    ["guests?q=a?b", "/guests", "q=a?b"],
    ["", "/", ""],
    ["#/", "/", ""],
  ])("reads %j as path %j and query %j", (hash, path, query) => {
    expect(splitHash(hash)).toEqual({ path, query });
  });
});
