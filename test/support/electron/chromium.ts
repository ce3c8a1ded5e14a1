import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { mkdirSync } from "node:fs";
import type { Readable, Writable } from "node:stream";

type Params = Readonly<Record<string, unknown>>;
interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

/**
 * Chromium over its debugging pipe. It also opens a port, for Playwright, whose line is passed on. Closing the pipe ends Chromium, so that
 * it does not outlive a killed app. Events are emitted as `method` for the browser and `sessionId:method` for a page.
 */
export class Chromium extends EventEmitter {
  readonly #child: ChildProcess;
  readonly #in: Writable;
  readonly #waiting = new Map<number, { resolve(result: Record<string, unknown>): void; reject(error: Error): void }>();
  #nextId = 1;
  #text = "";

  constructor(profile: string) {
    super();
    this.setMaxListeners(0);
    mkdirSync(profile, { recursive: true });
    const args = [
      "--headless=new",
      "--no-sandbox",
      "--no-startup-window",
      "--no-first-run",
      "--remote-debugging-pipe",
      "--remote-debugging-port=0",
    ];
    const quiet = [
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
      "--password-store=basic",
    ];
    this.#child = spawn(process.env["CHROMIUM_PATH"] ?? "chromium", [...args, ...quiet, `--user-data-dir=${profile}`], {
      stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
      detached: true,
    });
    this.#in = this.#child.stdio[3] as Writable;
    this.#in.on("error", () => undefined);
    const out = this.#child.stdio[4] as Readable;
    out.setEncoding("utf8").on("data", (chunk: string) => this.#receive(chunk));
    let log = "";
    this.#child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      log = (log + chunk).slice(-10_000);
      const line = /^DevTools listening on ws:\/\/\S+$/mu.exec(log);
      if (line === null) return;
      process.stderr.write(`${line[0]}\n`);
      log = "";
    });
    this.#child.on("exit", () => this.emit("gone"));
  }

  send(method: string, params: Params = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#in.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    });
  }

  /** With all its helpers: one that outlives it for a moment would write its profile again while a test removes it. */
  kill(): void {
    try {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, "SIGKILL");
    } catch {
      // It has gone already.
    }
  }

  #receive(chunk: string): void {
    const parts = (this.#text + chunk).split("\0");
    this.#text = parts.pop() ?? "";
    for (const part of parts) {
      const reply = JSON.parse(part) as Reply;
      if (reply.id === undefined)
        this.emit(reply.sessionId === undefined ? (reply.method ?? "") : `${reply.sessionId}:${reply.method}`, reply.params);
      else this.#settle(reply.id, reply);
    }
  }

  #settle(id: number, { result, error }: Reply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result ?? {});
    else waiting?.reject(new Error(error.message));
  }
}
