import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createEnvironmentSecrets } from "./environment-secrets.ts";
import { createInterfaceConnectivity } from "./interface-connectivity.ts";
import { openLogFile } from "./log-file.ts";
import { createSystemClock } from "./system-clock.ts";
import { createSystemIds } from "./system-ids.ts";

describe("ids", () => {
  it("are 26 characters, unique and sorted, also within one millisecond and when the clock goes back", () => {
    const times = [5_000, 5_000, 5_000, 4_000, 6_000];
    let call = 0;
    const ids = createSystemIds(() => times[call++ % times.length] ?? 0);
    const made = Array.from({ length: 5_000 }, () => ids.next());
    expect(made.every((id) => /^[0-9a-z]{26}$/u.test(id))).toBe(true);
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it("make tokens of 128 bits", () => {
    expect(createSystemIds().token()).toMatch(/^[\w-]{22}$/u);
  });
});

describe("the clock", () => {
  it("ends a sleep at once when it is aborted, before or during", async () => {
    const clock = createSystemClock();
    await expect(clock.sleep(60_000, AbortSignal.abort(new Error("stop")))).rejects.toThrow("stop");
    const controller = new AbortController();
    const sleeping = clock.sleep(60_000, controller.signal);
    controller.abort(new Error("stop now"));
    await expect(sleeping).rejects.toThrow("stop now");
  });

  it("does not fire a timer of a year at once", async () => {
    const clock = createSystemClock();
    let fired = false;
    const cancel = clock.setTimer(366 * 24 * 3_600_000, () => (fired = true));
    await clock.sleep(5);
    cancel();
    expect(fired).toBe(false);
  });
});

describe("connectivity", () => {
  it("is offline with nothing but loopback", () => {
    const loopback = { address: "127.0.0.1", netmask: "255.0.0.0", family: "IPv4" as const, mac: "", internal: true, cidr: null };
    expect(createInterfaceConnectivity(() => ({ lo: [loopback] })).online()).toBe(false);
    expect(createInterfaceConnectivity(() => ({ lo: [loopback], eth0: [{ ...loopback, internal: false }] })).online()).toBe(true);
  });
});

describe("secrets of the environment", () => {
  it("are read by name, and what is typed wins until it is removed", async () => {
    const secrets = createEnvironmentSecrets({ USHER_SECRET_RESEND_APIKEY: "from-env" });
    expect(await secrets.get("resend.apiKey")).toBe("from-env");
    await secrets.set("resend.apiKey", "typed");
    expect(await secrets.get("resend.apiKey")).toBe("typed");
    await secrets.remove("resend.apiKey");
    expect(await secrets.get("resend.apiKey")).toBeUndefined();
  });
});

describe("the log file", () => {
  it("starts a new file when the old one is full, and keeps one", () => {
    const folder = mkdtempSync(join(tmpdir(), "usher-log-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = openLogFile(folder);
    const mebibyte = `${"x".repeat(1024 * 1024 - 1)}\n`;
    for (let count = 0; count < 7; count += 1) file.sink(mebibyte, "info");
    file.sink("the last line\n", "info");
    file.close();
    expect(readFileSync(join(folder, "usher.log"), "utf8")).toContain("the last line");
    expect(readFileSync(join(folder, "usher.1.log")).byteLength).toBeGreaterThan(5 * 1024 * 1024);
  });
});
