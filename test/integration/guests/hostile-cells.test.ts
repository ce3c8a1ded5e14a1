import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";

/** One cell that hangs takes minutes; all of them that do not, a second or two on a machine with nothing else to do. */
const hangMs = 60_000;

it("no cell keeps the hub busy: 40,000 characters of anything are read in every field", { timeout: hangMs + 10_000 }, async () => {
  const worker = new Worker(new URL("../../support/guests/hostile-cells.ts", import.meta.url));
  let last = "nothing";
  const ended = new Promise<string>((resolve, reject) => {
    worker.on("message", (message: string) => {
      last = message;
      if (message === "done") resolve(message);
    });
    worker.on("error", reject);
    AbortSignal.timeout(hangMs).addEventListener("abort", () => resolve(`hangs at ${last}`));
  });
  expect(await ended).toBe("done");
  await worker.terminate();
});
