import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findElectron } from "../../scripts/start/find-electron.ts";

const root = join(import.meta.dirname, "..", "..");

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

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
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });

/**
 * How each documented command is proved. `self`: it is this very run (`npm test` runs the tools and these tests; CI begins with `npm ci`).
 */
const proofs: Readonly<Record<string, "self" | (() => Promise<void>)>> = {
  "npm ci": "self",
  "npm test": "self",
  "npm run types": "self",
  "npm run lint": "self",
  "npm run fences": "self",
  "npm run format": "self",
  "npm run test:unit": "self",
  "npm run test:e2e": "self",
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
