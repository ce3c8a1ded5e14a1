import { describe, expect, it } from "vitest";
import { chooseFace } from "../../../scripts/start/choose-face.ts";
import type { FaceFacts } from "../../../scripts/start/choose-face.ts";

const facts = (over: Partial<FaceFacts> = {}): FaceFacts => ({
  environment: { DISPLAY: ":0" },
  platform: "linux",
  online: () => true,
  installed: () => undefined,
  probe: () => Promise.resolve(undefined),
  install: () => Promise.resolve(undefined),
  ...over,
});

const never = (): never => {
  throw new Error("must not be asked");
};

describe("choosing a face", () => {
  it("takes the browser when asked to, and looks at nothing else", async () => {
    const face = await chooseFace(
      facts({ environment: { USHER_HOST: "browser" }, installed: never, online: never, probe: never, install: never }),
    );
    expect(face).toEqual({ kind: "browser", why: "USHER_HOST=browser asks for it" });
  });

  it("takes the browser without a display, even when Electron is installed", async () => {
    expect(await chooseFace(facts({ environment: {}, installed: () => "/electron", probe: never }))).toMatchObject({
      kind: "browser",
      why: expect.stringContaining("display") as string,
    });
  });

  it("takes an installed Electron without touching the network", async () => {
    expect(await chooseFace(facts({ installed: () => "/electron", online: never, probe: never, install: never }))).toEqual({
      kind: "electron",
      path: "/electron",
      why: "Electron is installed",
    });
  });

  it("does not wait for a download when offline", async () => {
    expect(await chooseFace(facts({ online: () => false, probe: never, install: never }))).toMatchObject({
      kind: "browser",
      why: expect.stringContaining("offline") as string,
    });
  });

  it("says why the mirror cannot be reached", async () => {
    const face = await chooseFace(facts({ probe: () => Promise.resolve("mirror.example cannot be reached (ENOTFOUND)"), install: never }));
    expect(face).toEqual({ kind: "browser", why: "Electron is not installed and mirror.example cannot be reached (ENOTFOUND)" });
  });

  it("takes a freshly fetched Electron", async () => {
    let fetched = false;
    const face = await chooseFace(
      facts({
        installed: () => (fetched ? "/electron" : undefined),
        install: () => {
          fetched = true;
          return Promise.resolve(undefined);
        },
      }),
    );
    expect(face).toEqual({ kind: "electron", path: "/electron", why: "Electron has just been fetched" });
  });

  it("takes the browser when the download fails or leaves nothing usable", async () => {
    expect(await chooseFace(facts({ install: () => Promise.resolve("the download was skipped") }))).toMatchObject({
      kind: "browser",
      why: "Electron is not installed and the download was skipped",
    });
    expect(await chooseFace(facts())).toMatchObject({ kind: "browser", why: "Electron is not installed and its download is not usable" });
  });
});
