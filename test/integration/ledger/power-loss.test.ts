import { describe, expect, it } from "vitest";
import { ensureStrace } from "#test/crash/disk-trace.ts";
import { losePower } from "#test/crash/power-loss.ts";

const strace = await ensureStrace((line) => void process.stderr.write(`${line}\n`));
if ("why" in strace) process.stderr.write(`SKIPPED power loss: ${strace.why}.\n`);

describe.skipIf("why" in strace)("a power cut at any moment of the send journal's life", { timeout: 120_000 }, () => {
  const path = "path" in strace ? strace.path : "";

  it("loses no acknowledged row and leaves no commit half there, whatever of the rest reached the disk", async () => {
    const figures = await losePower({ strace: path, states: 150, synchronous: "FULL", appends: 25, seed: 7 });
    expect(figures).toMatchObject({ states: 150, faults: [], lostRows: 0, halfWritten: 0, refused: 0 });
    expect(figures.acknowledged).toBeGreaterThan(300);
  });

  it("would lose rows if the journal were less durable: the test can fail", async () => {
    const figures = await losePower({ strace: path, states: 40, synchronous: "NORMAL", appends: 25, seed: 7 });
    expect(figures.statesWithLosses).toBeGreaterThan(0);
  });
});
