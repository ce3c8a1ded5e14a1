import { hasDisplay } from "./open-window.ts";

/** What `chooseFace` may look at. Each is asked only when the answer depends on it. */
export interface FaceFacts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** A network interface that leaves this computer has an address. */
  online(): boolean;
  installed(): string | undefined;
  /** Undefined when reachable. */
  probe(): Promise<string | undefined>;
  /** Undefined when it worked. */
  install(): Promise<string | undefined>;
}

export type Face =
  | { readonly kind: "electron"; readonly path: string; readonly why: string }
  | { readonly kind: "browser"; readonly why: string };

/** Decides between Electron and the browser, and says why in a clause that completes "because ...". */
export const chooseFace = async (facts: FaceFacts): Promise<Face> => {
  const { environment } = facts;
  if (environment["USHER_HOST"] === "browser") return browser("USHER_HOST=browser asks for it");
  if (!hasDisplay(environment, facts.platform)) return browser("there is no display for a window");
  const installed = facts.installed();
  if (installed !== undefined) return { kind: "electron", path: installed, why: "Electron is installed" };
  if (!facts.online()) return browser("Electron is not installed and this computer is offline");
  const unreachable = await facts.probe();
  if (unreachable !== undefined) return browser(`Electron is not installed and ${unreachable}`);
  const failed = await facts.install();
  const fetched = facts.installed();
  if (failed === undefined && fetched !== undefined) {
    return { kind: "electron", path: fetched, why: "Electron has just been fetched" };
  }
  return browser(`Electron is not installed and ${failed ?? "its download is not usable"}`);
};

const browser = (why: string): Face => ({ kind: "browser", why });
