import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { acquireInstanceLock, readInstance } from "./instance-lock.ts";

const folderForTest = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "usher-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const holdInOtherProcess = async (folder: string) => {
  const source = `
    const { acquireInstanceLock } = await import(${JSON.stringify(join(import.meta.dirname, "instance-lock.ts"))});
    console.log(acquireInstanceLock(process.argv[1]) === undefined ? "taken" : "held");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source, folder], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, said: line.toString().trim() };
};

describe("the lock on a data folder", () => {
  it("is refused to a second holder and free again after a release", () => {
    const folder = folderForTest();
    const first = acquireInstanceLock(folder);
    expect(first).toBeDefined();
    expect(acquireInstanceLock(folder)).toBeUndefined();
    first?.release();
    const second = acquireInstanceLock(folder);
    expect(second).toBeDefined();
    second?.release();
  });

  it("is dropped by the system when its holder is killed", async () => {
    const folder = folderForTest();
    const { child, said } = await holdInOtherProcess(folder);
    expect(said).toBe("held");
    expect(acquireInstanceLock(folder)).toBeUndefined();
    child.kill("SIGKILL");
    await once(child, "exit");
    const lock = acquireInstanceLock(folder);
    expect(lock).toBeDefined();
    lock?.release();
  });

  it("is refused with a sentence and a way out where nothing can be written", () => {
    const folder = folderForTest();
    writeFileSync(join(folder, "file"), "");
    expect(() => acquireInstanceLock(join(folder, "file", "below"))).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({
          code: "data-folder-not-writable",
          sentence: expect.stringContaining(join(folder, "file", "below")) as string,
          nextStep: expect.stringContaining("--data") as string,
        }) as object,
      }),
    );
    mkdirSync(join(folder, "odd", "instance.lock"), { recursive: true });
    expect(() => acquireInstanceLock(join(folder, "odd"))).toThrow(/data-folder-not-writable/u);
  });

  it("shows who holds it to this person only, until it is released", () => {
    const folder = folderForTest();
    const lock = acquireInstanceLock(folder);
    const card = { pid: process.pid, face: "browser" as const, origin: "http://127.0.0.1:4711", secret: "s" };
    lock?.announce(card);
    expect(readInstance(folder)).toEqual(card);
    if (process.platform !== "win32") expect(statSync(join(folder, "instance.json")).mode & 0o077).toBe(0);
    lock?.release();
    expect(readInstance(folder)).toBeUndefined();
  });
});
