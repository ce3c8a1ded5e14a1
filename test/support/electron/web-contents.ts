import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import type Electron from "electron";
import { app, browser, preventable } from "./app.ts";
import { createCodec } from "./codec.ts";
import { modelled, outside, refuse } from "./not-implemented.ts";
import { createMembrane, createPreloadWorld } from "./page-half.ts";
import type { ToMain } from "./page-half.ts";
import { portOutside, StandinPort } from "./port-main.ts";
import { handlerOf, isPermitted } from "./system.ts";

const codec = createCodec();
const world = "standin-preload";
const binding = "standinToMain";

export const ipcMain = modelled<Electron.IpcMain>("ipcMain")({}, new EventEmitter());

/** The page sees `app://host/x` as this https address, which is never asked for on the network. */
const suffix = ".standin.test";
const toPageUrl = (url: string): string => {
  const match = /^(\w+):\/\/([\w.-]+)(\/.*)?$/u.exec(url);
  if (match === null || handlerOf(match[1] ?? "") === undefined) return url;
  return `https://${match[2]}.${match[1]}${suffix}${match[3] ?? "/"}`;
};
const toAppUrl = (url: string): string => {
  const match = /^https:\/\/([\w.-]+)\.(\w+)\.standin\.test(\/.*)?$/u.exec(url);
  return match === null ? url : `${match[2]}://${match[1]}${match[3] ?? "/"}`;
};

const permissions: readonly (readonly [cdp: string, electron: Parameters<typeof isPermitted>[0]])[] = [
  ["geolocation", "geolocation"],
  ["notifications", "notifications"],
  ["camera", "media"],
  ["microphone", "media"],
  ["midi", "midi"],
];

type OpenHandler = Parameters<Electron.WebContents["setWindowOpenHandler"]>[0];

interface Parcel {
  readonly document: string;
  readonly number: number;
  readonly url: string;
  readonly message: ToMain;
}

/** Ten seconds. */
const closeTriesMax = 50;
const closeRetryMs = 200;

export class StandinContents extends EventEmitter {
  targetId = "";
  #session = "";
  #context = 0;
  #document = "";
  #expected = 1;
  #early = new Map<number, Parcel>();
  #ports = new Map<number, StandinPort>();
  #loading = true;
  #destroyed = false;
  #asked = "";
  #url = "about:blank";
  #openHandler: OpenHandler = () => ({ action: "allow" });
  readonly #preload: string;
  /** Closing the contents goes through the window, which may veto it. */
  readonly #closeWindow: () => void;

  constructor(preload: string, closeWindow: () => void) {
    super();
    this.#closeWindow = closeWindow;
    if (!preload.endsWith(".cjs")) refuse("a sandboxed preload that is not CommonJS");
    this.#preload = preload;
    app.emit("web-contents-created", preventable({}), contentsOutside(this));
  }

  async #open(url: string): Promise<void> {
    const cdp = browser();
    const { targetId } = (await cdp.send("Target.createTarget", { url: "about:blank", newWindow: true })) as { targetId: string };
    this.targetId = targetId;
    all.add(this);
    const { sessionId } = (await cdp.send("Target.attachToTarget", { targetId, flatten: true })) as { sessionId: string };
    this.#session = sessionId;
    this.#listen();
    for (const [method, params] of this.#setup()) await this.#send(method, params);
    await this.#navigate(url);
  }

  #setup(): readonly (readonly [string, Record<string, unknown>])[] {
    const factories = `const createMembrane = ${String(createMembrane)}; const createCodec = ${String(createCodec)}; const createPreloadWorld = ${String(createPreloadWorld)};`;
    const pageHalf = `(() => { if (window !== top || location.href === "about:blank") return; (${String(createMembrane)})("standin:to-preload", "standin:to-page"); })()`;
    const preloadHalf = `(() => { if (window !== top || location.href === "about:blank") return; ${factories}
      const require = createPreloadWorld(createCodec(), createMembrane("standin:to-page", "standin:to-preload"));
      (function (require, module, exports) { ${readFileSync(this.#preload, "utf8")}\n })(require, { exports: {} }, {}); })()`;
    return [
      ["Page.enable", {}],
      ["Runtime.enable", {}],
      ["Runtime.addBinding", { name: binding, executionContextName: world }],
      ["Page.addScriptToEvaluateOnNewDocument", { source: pageHalf }],
      ["Page.addScriptToEvaluateOnNewDocument", { source: preloadHalf, worldName: world }],
      ["Fetch.enable", { patterns: [{ urlPattern: `https://*${suffix}/*` }, { urlPattern: "*", resourceType: "Document" }] }],
    ];
  }

  #send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return browser().send(method, params, this.#session);
  }

  #listen(): void {
    const on = (method: string, listener: (params: Record<string, unknown>) => void): void =>
      void browser().on(`${this.#session}:${method}`, listener);
    on("Runtime.executionContextCreated", (params) => {
      const context = params["context"] as { id: number; name: string };
      if (context.name === world) this.#context = context.id;
    });
    on("Runtime.bindingCalled", ({ payload, name }) => {
      if (name === binding) this.#receive(codec.decode(String(payload)) as Parcel);
    });
    on("Page.loadEventFired", () => {
      if (this.#url === "about:blank") return;
      this.#loading = false;
      this.emit("did-finish-load");
    });
    on("Page.windowOpen", ({ url }) => {
      const details = modelled<Electron.HandlerDetails>("details")({ url: toAppUrl(String(url)) });
      if (this.#openHandler(details).action !== "deny") refuse("an allowed window.open");
    });
    on("Fetch.requestPaused", (params) => void this.#answer(params).catch(() => undefined));
    browser().on("Target.targetCreated", ({ targetInfo }: { targetInfo: { openerId?: string; targetId: string } }) => {
      if (targetInfo.openerId === this.targetId) void this.#closeOpened(targetInfo.targetId);
    });
    browser().on("Target.targetDestroyed", ({ targetId }: { targetId: string }) => {
      if (targetId === this.targetId) this.#end();
    });
  }

  /** Chromium closes a window in the middle of its coming about too, and then its opener stands still for ever. */
  async #closeOpened(targetId: string): Promise<void> {
    let isGone = false;
    browser().on("Target.targetDestroyed", (gone: { targetId: string }) => (isGone ||= gone.targetId === targetId));
    for (let tries = 0; !isGone && tries < closeTriesMax; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, closeRetryMs));
      await browser()
        .send("Target.closeTarget", { targetId })
        .catch(() => undefined);
    }
  }

  async #answer(params: Record<string, unknown>): Promise<void> {
    const { requestId, resourceType } = params as { requestId: string; resourceType: string };
    const { url, method } = params["request"] as { url: string; method: string };
    const address = toAppUrl(url);
    if (resourceType === "Document" && address !== this.#asked) {
      const details = preventable({ url: address, isSameDocument: false, isMainFrame: true });
      this.emit("will-navigate", details);
      if (details.defaultPrevented) return void (await this.#send("Fetch.failRequest", { requestId, errorReason: "Aborted" }));
    }
    if (resourceType === "Document") await this.#begin(address, url);
    const serve = handlerOf(address.slice(0, address.indexOf(":")));
    if (serve === undefined) return void (await this.#send("Fetch.continueRequest", { requestId }));
    const response = await serve(new Request(address, { method }));
    await this.#send("Fetch.fulfillRequest", {
      requestId,
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
      body: Buffer.from(await response.arrayBuffer()).toString("base64"),
    });
  }

  /** A new document: the ports of the one before are gone, and what it may do is decided. */
  async #begin(address: string, pageUrl: string): Promise<void> {
    this.#url = address;
    this.#asked = "";
    this.#loading = true;
    for (const port of this.#ports.values()) port.emit("close");
    this.#ports.clear();
    for (const [name, permission] of permissions) {
      const setting = isPermitted(permission) ? "granted" : "denied";
      await browser()
        .send("Browser.setPermission", { permission: { name }, setting, origin: new URL(pageUrl).origin })
        .catch(() => undefined);
    }
  }

  /** In order, each once, whatever is sent again. */
  #receive(parcel: Parcel): void {
    this.#evaluate(`acknowledge(${parcel.number})`);
    if (parcel.document !== this.#document) {
      this.#document = parcel.document;
      this.#expected = 1;
      this.#early.clear();
    }
    if (parcel.number < this.#expected) return;
    this.#early.set(parcel.number, parcel);
    for (let next = this.#early.get(this.#expected); next !== undefined; next = this.#early.get(this.#expected)) {
      this.#early.delete(this.#expected);
      this.#expected += 1;
      this.#deliver(next);
    }
  }

  #deliver({ message, url }: Parcel): void {
    const port = this.#ports.get(message.port ?? 0);
    if (message.kind === "port") port?.receive(message.data);
    if (message.kind === "port-close") port?.emit("close");
    if (message.kind !== "post") return;
    const ports = (message.ports ?? []).map((id) => {
      const made = new StandinPort(
        (data) => this.#evaluate(`port(${id}, ${JSON.stringify(codec.encode(data))})`),
        () => this.#evaluate(`closePort(${id})`),
      );
      this.#ports.set(id, made);
      return portOutside(made);
    });
    const senderFrame = modelled<Electron.WebFrameMain>("senderFrame")({ url: toAppUrl(url), parent: null });
    const event = modelled<Electron.IpcMainEvent>("event")({ ports, sender: contentsOutside(this), senderFrame });
    ipcMain.emit(message.channel ?? "", event, message.data);
  }

  #evaluate(call: string): void {
    void this.#send("Runtime.evaluate", { expression: `standinPage.${call}`, contextId: this.#context }).catch(() => undefined);
  }

  loadURL(url: string): Promise<void> {
    return this.targetId === "" ? this.#open(url) : this.#navigate(url);
  }

  async #navigate(url: string): Promise<void> {
    this.#asked = url;
    this.#loading = true;
    await this.#send("Page.navigate", { url: toPageUrl(url) });
  }

  send(channel: string, ...args: unknown[]): void {
    this.#evaluate(`emit(${JSON.stringify(channel)}, ${JSON.stringify(codec.encode(args))})`);
  }

  isLoading(): boolean {
    return this.#loading;
  }

  getURL(): string {
    return this.#url;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  close(): void {
    this.#closeWindow();
  }

  closeNow(): void {
    void browser()
      .send("Target.closeTarget", { targetId: this.targetId })
      .catch(() => undefined);
  }

  #end(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    all.delete(this);
    for (const port of this.#ports.values()) port.emit("close");
    this.emit("destroyed");
  }
}

const all = new Set<StandinContents>();

/** For this folder's files; the app does not see them. */
const inner = ["targetId", "closeNow"] as const satisfies readonly (keyof StandinContents)[];

/** What is modelled of contents, checked against Electron's own types. */
type Modelled = Pick<Electron.WebContents, Exclude<keyof StandinContents, (typeof inner)[number] | keyof EventEmitter>>;
const honest = (contents: StandinContents): Modelled => contents;

export const contentsOutside = (contents: StandinContents): Electron.WebContents => outside("webContents", honest(contents), inner);

export const webContents = modelled<typeof Electron.webContents>("webContents")({
  getAllWebContents: () => [...all].map(contentsOutside),
  fromDevToolsTargetId: (targetId) => {
    const contents = [...all].find((one) => one.targetId === targetId);
    return contents === undefined ? undefined : contentsOutside(contents);
  },
});
