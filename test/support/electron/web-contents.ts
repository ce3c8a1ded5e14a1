import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { app, browser } from "./app.ts";
import { createCodec } from "./codec.ts";
import { modelled, refuse } from "./not-implemented.ts";
import { createMembrane, createPreloadWorld } from "./page-half.ts";
import type { ToMain } from "./page-half.ts";
import { handlerOf, isPermitted } from "./system.ts";

const codec = createCodec();
const world = "standin-preload";
const binding = "standinToMain";

export const ipcMain = modelled("ipcMain", new EventEmitter());

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

/** The main process's end of a port that the page keeps. */
class PortMain extends EventEmitter {
  readonly #send: (data: unknown) => void;
  readonly #close: () => void;
  #early: unknown[] | undefined = [];
  constructor(send: (data: unknown) => void, close: () => void) {
    super();
    this.#send = send;
    this.#close = close;
  }
  postMessage(data: unknown): void {
    this.#send(data);
  }
  start(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const data of early) this.emit("message", { data });
  }
  close(): void {
    this.#close();
    this.emit("close");
  }
  receive(data: unknown): void {
    if (this.#early === undefined) this.emit("message", { data });
    else this.#early.push(data);
  }
}

const permissions: readonly (readonly [cdp: string, electron: string])[] = [
  ["geolocation", "geolocation"],
  ["notifications", "notifications"],
  ["camera", "media"],
  ["microphone", "media"],
  ["midi", "midi"],
];

interface Parcel {
  readonly document: string;
  readonly number: number;
  readonly url: string;
  readonly message: ToMain;
}

export class WebContents extends EventEmitter {
  targetId = "";
  #session = "";
  #context = 0;
  #document = "";
  #expected = 1;
  #early = new Map<number, Parcel>();
  #ports = new Map<number, PortMain>();
  #loading = true;
  #destroyed = false;
  #asked = "";
  #url = "about:blank";
  #openHandler: (details: { url: string }) => { action: string } = () => ({ action: "allow" });
  readonly #preload: string;

  constructor(preload: string) {
    super();
    if (!preload.endsWith(".cjs")) refuse("a sandboxed preload that is not CommonJS");
    this.#preload = preload;
    app.emit("web-contents-created", {}, this);
  }

  async open(url: string): Promise<void> {
    const cdp = browser();
    const { targetId } = (await cdp.send("Target.createTarget", { url: "about:blank", newWindow: true })) as { targetId: string };
    this.targetId = targetId;
    all.add(this);
    const { sessionId } = (await cdp.send("Target.attachToTarget", { targetId, flatten: true })) as { sessionId: string };
    this.#session = sessionId;
    this.#listen();
    for (const [method, params] of this.#setup()) await this.#send(method, params);
    await this.loadURL(url);
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
      if (this.#openHandler({ url: toAppUrl(String(url)) }).action !== "deny") refuse("an allowed window.open");
    });
    on("Fetch.requestPaused", (params) => void this.#answer(params).catch(() => undefined));
    browser().on("Target.targetCreated", ({ targetInfo }: { targetInfo: { openerId?: string; targetId: string } }) => {
      if (targetInfo.openerId === this.targetId)
        void browser()
          .send("Target.closeTarget", { targetId: targetInfo.targetId })
          .catch(() => undefined);
    });
    browser().on("Target.targetDestroyed", ({ targetId }: { targetId: string }) => {
      if (targetId === this.targetId) this.#end();
    });
  }

  async #answer(params: Record<string, unknown>): Promise<void> {
    const { requestId, resourceType } = params as { requestId: string; resourceType: string };
    const { url, method } = params["request"] as { url: string; method: string };
    const address = toAppUrl(url);
    if (resourceType === "Document" && address !== this.#asked) {
      const details = { url: address, defaultPrevented: false, preventDefault: () => (details.defaultPrevented = true) };
      this.emit("will-navigate", details);
      if (details.defaultPrevented) return void (await this.#send("Fetch.failRequest", { requestId, errorReason: "Aborted" }));
    }
    const serve = handlerOf(address.slice(0, address.indexOf(":")));
    if (serve === undefined) return void (await this.#send("Fetch.continueRequest", { requestId }));
    if (resourceType === "Document") await this.#begin(address, url);
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
      const made = new PortMain(
        (data) => this.#evaluate(`port(${id}, ${JSON.stringify(codec.encode(data))})`),
        () => this.#evaluate(`closePort(${id})`),
      );
      this.#ports.set(id, made);
      return made;
    });
    ipcMain.emit(message.channel ?? "", { ports, sender: this, senderFrame: { url: toAppUrl(url), parent: null } }, message.data);
  }

  #evaluate(call: string): void {
    void this.#send("Runtime.evaluate", { expression: `standinPage.${call}`, contextId: this.#context }).catch(() => undefined);
  }

  async loadURL(url: string): Promise<void> {
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

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler;
  }

  close(): void {
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

const all = new Set<WebContents>();

export const webContents = modelled("webContents", {
  getAllWebContents: () => [...all],
  fromDevToolsTargetId: (targetId: string) => [...all].find((contents) => contents.targetId === targetId),
});
