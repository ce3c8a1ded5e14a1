import { expect, test } from "vitest";
import { readZone } from "./read-zone.ts";

test.for([
  ["Europe/Berlin", "Europe/Berlin"],
  [" america/new_york ", "America/New_York"],
  ["New York", "America/New_York"],
  ["são paulo", "America/Sao_Paulo"],
  ["utc", "UTC"],
  ["Mars/Olympus", undefined],
  ["", undefined],
] as const)("%j means %j", ([text, zone]) => {
  expect(readZone(text)).toBe(zone);
});
