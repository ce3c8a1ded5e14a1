import { parentPort, workerData } from "node:worker_threads";
import { mutants } from "../mutants/mutants.ts";
import { plant } from "../mutants/plant.ts";
import type { FromWorker, ToWorker, WorkerSetup } from "./pool.ts";

const { mutant: name } = workerData as WorkerSetup;
if (name !== null) {
  const mutant = mutants.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`there is no mutant ${name}`);
  plant(mutant);
}
// After planting: what is imported before is sound.
const { runSeed } = await import("../world/run-seed.ts");

const port = parentPort;
if (port === null) throw new Error("runs in a worker");
const say = (message: FromWorker): void => port.postMessage(message);
port.on("message", ({ seed }: ToWorker) => {
  runSeed(seed).then(
    (result) => say({ seed, result }),
    (error: unknown) => say({ seed, crash: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
say({ ready: true });
