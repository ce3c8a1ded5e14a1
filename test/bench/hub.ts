import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildProcess, nodeFlags } from "./build-process.ts";
import type { Measure } from "./measure.ts";

/** What the measured process tells about itself. */
export interface HubFigures {
  readonly startMs: number;
  readonly rssMiB: number;
}

/** Hub start and memory, each in a process of its own, on a data folder that an earlier process filled. Measured is the built hub. */
export const hubRows = async (): Promise<Measure[]> => {
  const script = await buildProcess("hub-process");
  const started = await measured(script, 5_000);
  const filled = await measured(script, 10_000);
  return [
    { name: "hub start, 5,000 guests", value: started.startMs, unit: "ms", budget: 150 },
    { name: "hub memory (RSS), 10,000 guests", value: filled.rssMiB, unit: "MiB", budget: 150 },
  ];
};

const measured = async (script: string, guestCount: number): Promise<HubFigures> => {
  const folder = await mkdtemp(join(tmpdir(), "usher-bench-"));
  try {
    await inChild(script, folder, guestCount, "fill");
    const figures: HubFigures[] = [];
    for (let round = 0; round < 3; round += 1) figures.push(await inChild(script, folder, guestCount, "measure"));
    return figures.toSorted((a, b) => a.startMs - b.startMs)[0] ?? { startMs: Number.NaN, rssMiB: Number.NaN };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const inChild = (script: string, folder: string, guestCount: number, task: "fill" | "measure"): Promise<HubFigures> =>
  new Promise((resolve, reject) => {
    const child = fork(script, [folder, String(guestCount), task], { execArgv: nodeFlags });
    let figures: HubFigures = { startMs: 0, rssMiB: 0 };
    child.on("message", (message) => (figures = message as HubFigures));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(figures) : reject(new Error(`the measured hub ended with ${code}`))));
  });
