import { expect, test } from "vitest";
import { readZone } from "./read-zone.ts";

test("a zone may be called by a newer name than the runtime lists", () => {
  expect(["Asia/Calcutta", "Asia/Kolkata"]).toContain(readZone("Asia/Kolkata"));
});

test.for([
  ["Europe/Berlin", "Europe/Berlin"],
  [" america/new_york ", "America/New_York"],
  ["New York", "America/New_York"],
  ["são paulo", "America/Sao_Paulo"],
  ["utc", "UTC"],
  ["US/Eastern", "America/New_York"],
  ["Mars/Olympus", undefined],
  ["", undefined],
] as const)("%j means %j", ([text, zone]) => {
  expect(readZone(text)).toBe(zone);
});
