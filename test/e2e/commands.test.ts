import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findElectron } from "../../scripts/start/find-electron.ts";

const root = join(import.meta.dirname, "..", "..");

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A command that does not end is ended, with all that it started, before the test's own limit, so that its output is seen. */
const commandMsMax = 170_000;

/** Runs a documented command as a person types it. `until`: sends Ctrl+C once the output matches. */
const type = (command: string, env: Readonly<Record<string, string>> = {}, until?: RegExp): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const [program = "", ...args] = command.split(" ");
    const child = spawn(program, args, { cwd: root, env: { ...process.env, ...env }, detached: true });
    let output = "";
    let interrupted = false;
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      if (until?.test(output) === true && !interrupted && child.pid !== undefined) {
        interrupted = true;
        // A terminal sends Ctrl+C to the whole group.
        process.kill(-child.pid, "SIGINT");
      }
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    const timer = setTimeout(() => {
      output += `\n(ended after ${commandMsMax / 1000} s)`;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, commandMsMax);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });

/** Types the command with these arguments; it must end well and say this. */
const proves = async (command: string, said: RegExp, env: Readonly<Record<string, string>> = {}): Promise<void> => {
  const { code, output } = await type(command, { NO_COLOR: "1", FORCE_COLOR: "0", ...env });
  expect(output).toMatch(said);
  expect(code, output).toBe(0);
};

/**
 * How each documented command is proved: it is run, where it would take minutes with a part of its work. `self`: CI begins with it, so this
 * run is the proof (run here, it would take away the packages that run it).
 */
const proofs: Readonly<Record<string, "self" | (() => Promise<void>)>> = {
  "npm ci": "self",
  "npm test": () => proves("npm test --silent -- --only fences", /\n1 passed, 0 failed, 0 skipped\n$/u),
  "npm run types": () => proves("npm run types --silent", /^$/u),
  "npm run lint": () => proves("npm run lint --silent -- scripts", /Found 0 warnings and 0 errors/u),
  "npm run fences": () => proves("npm run fences --silent", /no dependency violations found/u),
  // It writes; under a test it only looks.
  "npm run format": () => proves("npm run format --silent -- --check scripts", /All matched files use the correct format/u),
  "npm run test:unit": () => proves("npm run test:unit --silent -- src/shared/message/fold.test.ts", /Tests\s+\d+ passed \(\d+\)/u),
  "npm run test:e2e": () =>
    proves("npm run test:e2e --silent -- test/e2e/shell.test.ts -t two.functions", /Tests\s+(?:1 passed|\d+ skipped)/u),
  "npm run test:full": async () => {
    // The lanes in full take an hour, so they are named here and run by hand; what is run is the command with one step of it.
    const listed = await type("npm run test:full --silent -- --list");
    expect(listed.code).toBe(0);
    const short = await type("npm test --silent -- --list");
    expect(listed.output.replaceAll(", in full", "")).toBe(short.output);
    expect(listed.output.match(/tests: \w+, in full/gu)).toHaveLength(6);
    const one = await type("npm run test:full --silent -- --only fences");
    expect(one.output).toMatch(/\n1 passed, 0 failed, 0 skipped\n$/u);
    expect(one.code).toBe(0);
    const typo = await type("npm run test:full --silent -- --only fence");
    expect(typo).toMatchObject({ code: 2, output: expect.stringContaining("There is no step fence") as string });
  },
  // Five kills of the 500.
  "npm run test:crash": () => proves("npm run test:crash --silent -- --only kills --share 0.01", /double +0 +met[^]*lost +0 +met/u),
  // One year of the eleven.
  "npm run test:quiet-hours": () =>
    proves("npm run test:quiet-hours --silent -- --years 2027", /let through in quiet hours +0 +met[^]*sent in quiet hours +0 +met/u),
  "npm run test:failover": () =>
    proves("npm run test:failover --silent", /no answers: from there to the next call at the second +\d+ ms +met/u),
  // The smallest group.
  "npm run test:mutation": () => proves("npm run test:mutation --silent -- --only ledger", /ledger: noticed +\d+(?:\.\d)? % +met/u),
  "npm run test:storm": () => proves("npm run test:storm --silent -- --messages 500", /at its rate: use of the rate +[\d.]+ % +met/u),
  "USHER_SCREENSHOTS=1 npm run test:e2e": async () => {
    const path = join(root, "docs", "screenshots", "guests.png");
    const before = { bytes: await readFile(path), at: (await stat(path)).mtimeMs };
    try {
      const only = "test/e2e/screens.test.ts -t in.light.*guests.has.nothing";
      await proves(`npm run test:e2e --silent -- ${only}`, /Tests\s+1 passed/u, { USHER_SCREENSHOTS: "1" });
      expect((await stat(path)).mtimeMs).toBeGreaterThan(before.at);
    } finally {
      await writeFile(path, before.bytes);
    }
  },
  "ELECTRON_RUNTIME=real npm run test:e2e": async () => {
    const { code, output } = await type("npm run test:e2e --silent -- test/e2e/shell.test.ts -t frees", {
      ELECTRON_RUNTIME: "real",
      NO_COLOR: "1",
      FORCE_COLOR: "0",
    });
    const isInstalled = findElectron(root, process.env) !== undefined;
    expect(output).toMatch(isInstalled ? /Tests\s+1 passed/u : /SKIPPED: ELECTRON_RUNTIME=real, but Electron's binary is not installed/u);
    if (!isInstalled) expect(output).toMatch(/Tests\s+\d+ skipped \(\d+\)/u);
    expect(code).toBe(0);
  },
  "npm start": async () => {
    const data = await mkdtemp(join(tmpdir(), "usher-start-"));
    try {
      const { output } = await type(`npm start -- --no-open --data ${data}`, { USHER_HOST: "browser" }, /#launch=/u);
      expect(output).toMatch(/because/u);
      expect(output).toMatch(/http:\/\/127\.0\.0\.1:\d+\/#launch=/u);
      // npm itself ends by the signal; that Usher ended well shows in its card, which only a clean stop takes away.
      expect(existsSync(join(data, "instance.lock"))).toBe(true);
      expect(existsSync(join(data, "instance.json")), output).toBe(false);
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  },
  "npm run demo -- --json": async () => {
    const { code, output } = await type("npm run demo --silent -- --json");
    const result = JSON.parse(output) as { sumCloses: boolean; settled: boolean; states: { approved: number }; messagesPerSecond: number };
    expect(result).toMatchObject({ sumCloses: true, settled: true });
    expect(result.states.approved).toBeGreaterThan(300);
    expect(code).toBe(0);
  },
  "npm run bench": async () => {
    const { code, output } = await type("npm run bench --silent -- --json --only enqueue");
    const report = JSON.parse(output.slice(output.indexOf("{"))) as { machine: object; results: { name: string; met: boolean }[] };
    expect(report.results.length).toBeGreaterThan(0);
    expect(code).toBe(0);
  },
  "npm run test:simulation -- --seeds 10000": () =>
    proves("npm run test:simulation --silent -- --seeds 20", /double \(S1\)\s+0\n[\s\S]*same trace\s+20 of 20/u),
  "npm run test:simulation -- --seed 275": () =>
    proves("npm run test:simulation --silent -- --seed 275", /desktop-1 starts\n[\s\S]*nothing is violated/u),
  "npm run test:simulation -- --mutants": () =>
    proves("npm run test:simulation --silent -- --mutants --only no-write-ahead", /1 of 1 planted bugs are noticed/u),
  "npm run test:simulation -- --small": async () => {
    // The whole takes minutes; it is the same cases, one kind of provider and every hundredth of them.
    await proves("npm run test:simulation --silent -- --small --every 100", /cases: one message/u);
  },
  "npm run hub -- --help": async () => {
    const { code, output } = await type("npm run hub --silent -- --help");
    expect(output).toContain("--data");
    expect(code).toBe(0);
  },
  "npm run build": async () => {
    const { code, output } = await type("npm run build --silent");
    expect(output).toMatch(/Built in/u);
    expect(code).toBe(0);
  },
};

const documented = async (): Promise<readonly string[]> => {
  const texts = await Promise.all(["README.md", "CONTRIBUTING.md"].map((name) => readFile(join(root, name), "utf8")));
  const blocks = texts.flatMap((text) =>
    [...text.matchAll(/```sh\n([\s\S]*?)```/gu)].flatMap((match) => (match[1] ?? "").trim().split("\n")),
  );
  const inline = texts.flatMap((text) => [...text.matchAll(/`((?:[A-Z_]+=\S+ )?npm [^`]+)`/gu)].map((match) => match[1] ?? ""));
  return [...new Set([...blocks, ...inline])];
};

describe("every command in README and CONTRIBUTING", { timeout: 180_000 }, () => {
  it("is one that is proved here, and nothing is proved that is not written there", async () => {
    expect([...(await documented())].toSorted()).toEqual(Object.keys(proofs).toSorted());
  });

  const runnable = Object.entries(proofs).flatMap(([command, proof]) => (proof === "self" ? [] : [[command, proof] as const]));
  it.each(runnable)("%s does what it says", async (_command, proof) => {
    await proof();
  });
});
