import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Stands for Resend at the other end of the loopback device, in a process of its own, so that what it costs is not counted as ours:
 * takes every email at once. Tells its parent where it listens, and when the first request of all has come (epoch milliseconds).
 */
let taken = 0;
const server = createServer((request, response) => {
  if (taken === 0) process.send?.({ kind: "first", at: performance.timeOrigin + performance.now() });
  taken += 1;
  const id = String(taken);
  request.resume();
  request.on("end", () => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(`{"id":"loopback-${id}"}`);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  process.send?.({ kind: "listening", url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` });
});
process.on("disconnect", () => process.exit(0));
