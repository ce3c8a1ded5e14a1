import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { createClockTrust } from "./clock-trust.ts";

const hour = 3_600_000;
const servers: { close(): void }[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** A provider on loopback whose answers say this time. */
const providerAt = async (stated: string): Promise<string> => {
  const server = createServer((_, response) => response.setHeader("Date", stated).end("{}"));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
};

test("a clock that an answer contradicts is known to be wrong, by how much, until the computer slept", async () => {
  const clock = createVirtualClock(Date.UTC(2027, 5, 1, 12));
  const trust = createClockTrust(clock, createNodeHttp());
  expect(trust.skewMs()).toBeNull();
  await trust.http.fetch(await providerAt("Tue, 01 Jun 2027 12:00:01 GMT"));
  expect(trust.skewMs()).toBe(0);
  clock.jump(3 * hour);
  expect(trust.skewMs()).toBe(3 * hour - 1_000);
  trust.forget();
  expect(trust.skewMs()).toBeNull();
});

test("an answer without a time, or with nonsense for one, says nothing", async () => {
  const trust = createClockTrust(createVirtualClock(), createNodeHttp());
  await trust.http.fetch(await providerAt("soon"));
  expect(trust.skewMs()).toBeNull();
});
