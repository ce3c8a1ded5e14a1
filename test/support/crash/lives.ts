import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { build } from "vite";
import { loopbackResendKey } from "../providers/resend-server.ts";
import { loopbackSendgridKey } from "../providers/sendgrid-server.ts";
import { loopbackTwilioToken } from "../providers/twilio-server.ts";
import type { LifeNews, LifeOrders } from "./hub-life.ts";

const projectRoot = join(import.meta.dirname, "..", "..", "..");

/** The hub, built. */
export interface BuiltLife {
  readonly script: string;
  remove(): void;
}

/** Bundles the hub into one file, as the app is built: a start costs half of what it does from source. */
export const buildLife = async (): Promise<BuiltLife> => {
  // Of its own: two runs at once must not build over each other's. Within the project: the packages are found from there.
  const outDir = join(projectRoot, ".cache", `crash-${process.pid}`);
  await build({
    root: projectRoot,
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: "node24",
      outDir,
      minify: false,
      rolldownOptions: {
        input: {
          "hub-life": "test/support/crash/hub-life.ts",
          "mjml-worker": "src/main/hub/campaigns/email/mjml-worker.ts",
          "table-worker": "src/main/hub/guests/import/table-worker.ts",
        },
        output: { format: "es", entryFileNames: "[name].js" },
      },
    },
  });
  return { script: join(outDir, "hub-life.js"), remove: () => rmSync(outDir, { recursive: true, force: true }) };
};

export interface Life {
  readonly bornAt: number;
  /** The next news of one of these kinds; rejects, with what it complained of, when the process ends before. */
  told<Kind extends LifeNews["kind"]>(...kinds: readonly Kind[]): Promise<Extract<LifeNews, { kind: Kind }>>;
  /** SIGKILL after so many milliseconds; resolves when it is dead. */
  killAfter(ms: number): Promise<void>;
  signal(name: "SIGSTOP" | "SIGCONT"): void;
  ended(): Promise<void>;
}

export interface Lives {
  readonly dataFolder: string;
  begin(orders: Partial<LifeOrders> & Pick<LifeOrders, "task">): Life;
  remove(): Promise<void>;
}

const env = {
  ...process.env,
  USHER_SECRET_RESEND_APIKEY: loopbackResendKey,
  USHER_SECRET_SENDGRID_APIKEY: loopbackSendgridKey,
  USHER_SECRET_TWILIO_AUTHTOKEN: loopbackTwilioToken,
};

/** A data folder in which hubs live one after the other. */
export const createLives = async (script: string, usual: Omit<LifeOrders, "task" | "dataFolder">): Promise<Lives> => {
  const dataFolder = await mkdtemp(join(tmpdir(), "usher-kill-"));
  const running = new Set<ChildProcess>();
  return {
    dataFolder,
    begin: (orders) => {
      const bornAt = Date.now();
      const child = fork(script, [JSON.stringify({ ...usual, dataFolder, ...orders })], {
        env,
        stdio: ["ignore", "ignore", "pipe", "ipc"],
      });
      running.add(child);
      return lifeOf(child, bornAt, () => running.delete(child));
    },
    remove: async () => {
      for (const child of running) {
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
};

const lifeOf = (child: ChildProcess, bornAt: number, gone: () => void): Life => {
  const complaints: string[] = [];
  const news: LifeNews[] = [];
  let wake = Promise.withResolvers<void>();
  const changed = (): void => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  child.stderr?.on("data", (chunk: Buffer) => complaints.push(chunk.toString()));
  child.on("message", (one) => {
    news.push(one as LifeNews);
    changed();
  });
  const exit = once(child, "exit").then(() => {
    gone();
    changed();
  });
  return {
    bornAt,
    told: async (...kinds) => {
      for (;;) {
        const found = news.findIndex(({ kind }) => (kinds as readonly string[]).includes(kind));
        if (found >= 0) return news.splice(0, found + 1).at(-1) as never;
        if (child.exitCode !== null || child.signalCode !== null) {
          throw new Error(`the hub ended with ${String(child.exitCode ?? child.signalCode)}: ${complaints.join("")}`);
        }
        await wake.promise;
      }
    },
    killAfter: async (ms) => {
      // The moment of the kill is the random thing that is tested, not something to wait for.
      if (ms > 0) setTimeout(() => child.kill("SIGKILL"), ms);
      else child.kill("SIGKILL");
      await exit;
    },
    signal: (name) => void child.kill(name),
    ended: () => exit,
  };
};

export interface Remains {
  /** What `quick_check` says against a file. */
  readonly broken: readonly string[];
  /** To whom the journal says that something was attempted. */
  readonly attempted: ReadonlySet<string>;
}

/** Looks at copies of what a killed hub left: opening the files themselves would repair what the next hub has to. */
export const remainsOf = async ({ dataFolder }: Pick<Lives, "dataFolder">): Promise<Remains> => {
  const folder = await mkdtemp(join(tmpdir(), "usher-remains-"));
  const broken: string[] = [];
  const attempted = new Set<string>();
  try {
    for (const name of ["ledger", "store", "history"]) {
      const path = join(folder, name);
      const source = join(dataFolder, `${name}.sqlite`);
      if (!existsSync(source)) continue;
      for (const suffix of ["", "-wal"]) if (existsSync(source + suffix)) copyFileSync(source + suffix, path + suffix);
      const database = new DatabaseSync(path);
      const found = database.prepare("PRAGMA quick_check").get()?.["quick_check"];
      if (found !== "ok") broken.push(`${name}: ${String(found)}`);
      if (name === "ledger" && database.prepare("PRAGMA user_version").get()?.["user_version"] !== 0) {
        const sql = "SELECT body FROM intent WHERE message_id IN (SELECT message_id FROM attempt)";
        for (const { body } of database.prepare(sql).iterate()) {
          const { plan } = JSON.parse(String(body)) as { plan: readonly { address: string }[] };
          for (const { address } of plan) attempted.add(address);
        }
      }
      database.close();
    }
    return { broken, attempted };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
