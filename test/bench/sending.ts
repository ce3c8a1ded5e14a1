import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildProcess, nodeFlags } from "./build-process.ts";
import { startFarEnd } from "./far-end.ts";
import { percentile, type Measure } from "./measure.ts";

const queued = 10_000;
/** So few that all but a handful are still queued when the hub is killed, and one is due at once after its next start. */
const slowPerSecond = 20;
const freePerSecond = 1_000_000;
const kills = 3;

interface Delay {
  readonly p99: number;
  readonly max: number;
}

type Told =
  | { readonly kind: "approved"; readonly recipients: number; readonly approving: Delay }
  | { readonly kind: "finished"; readonly sending: Delay };

/** The whole hub, built, in a process of its own: what a big send does to its event loop, and how soon a killed one sends again. */
export const sendingRows = async (): Promise<Measure[]> => {
  const script = await buildProcess("sending-process");
  const { approving, sending } = await inFolder((folder) => busyLoop(script, folder));
  const recoveries = await inFolder((folder) => recoveryTimes(script, folder));
  return [
    { name: "hub loop delay p99, approving 10,000", value: approving.p99, unit: "ms", budget: 16 },
    { name: "hub loop delay p99, sending 10,000", value: sending.p99, unit: "ms", budget: 16 },
    { name: "hub loop delay longest, approving 10,000", value: approving.max, unit: "ms", budget: null },
    { name: "hub loop delay longest, sending 10,000", value: sending.max, unit: "ms", budget: null },
    { name: "recovery from kill to next send, 10,000 queued", value: percentile(recoveries, 50), unit: "ms", budget: 1_000 },
  ];
};

const inFolder = async <Result>(run: (folder: string) => Promise<Result>): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), "usher-bench-sending-"));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const start = (script: string, task: string, folder: string, url: string, perSecond: number): ChildProcess =>
  fork(script, [task, folder, url, String(queued), String(perSecond)], { execArgv: nodeFlags });

const told = async <Kind extends Told["kind"]>(child: ChildProcess, kind: Kind): Promise<Extract<Told, { kind: Kind }>> => {
  for (;;) {
    const [message] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(([code]) => Promise.reject(new Error(`the sending hub ended with ${String(code)}`))),
    ])) as [Told];
    if (message.kind === kind) return message as Extract<Told, { kind: Kind }>;
  }
};

const busyLoop = async (script: string, folder: string): Promise<{ readonly approving: Delay; readonly sending: Delay }> => {
  const farEnd = await startFarEnd();
  const child = start(script, "finish", folder, farEnd.url, freePerSecond);
  const ended = once(child, "exit");
  const { approving } = await told(child, "approved");
  const { sending } = await told(child, "finished");
  await ended;
  await farEnd.stop();
  return { approving, sending };
};

const kill = async (child: ChildProcess): Promise<void> => {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
};

/** From the start of the process that follows a killed one to its first request at the provider, milliseconds. */
const recoveryTimes = async (script: string, folder: string): Promise<readonly number[]> => {
  const first = await startFarEnd();
  const approver = start(script, "approve", folder, first.url, slowPerSecond);
  await first.firstRequestAt;
  await kill(approver);
  await first.stop();
  const times: number[] = [];
  for (let round = 0; round < kills; round += 1) {
    const farEnd = await startFarEnd();
    const startedAt = performance.timeOrigin + performance.now();
    const child = start(script, "resume", folder, farEnd.url, slowPerSecond);
    times.push((await farEnd.firstRequestAt) - startedAt);
    await kill(child);
    await farEnd.stop();
  }
  return times;
};
