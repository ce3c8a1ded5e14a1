import type { Codec } from "./codec.ts";

/**
 * What runs inside the page; both functions are sent as source and refer to nothing outside of themselves. The two worlds share only the DOM,
 * so that what crosses `contextBridge` travels in synchronous DOM events as clones, functions as numbers.
 */
type Wire =
  | { readonly k: "v"; readonly v: unknown }
  | { readonly k: "f"; readonly id: number }
  | { readonly k: "o"; readonly v: Record<string, Wire> };
interface Frame {
  readonly kind: "expose" | "call" | "reply";
  readonly name?: string;
  readonly id?: number;
  readonly call?: number;
  readonly args?: readonly Wire[];
  readonly value?: Wire;
  readonly error?: string;
}

/** The same code in both worlds: sends frames as `<mine>` events, hears `<theirs>`. */
export const createMembrane = (mine: string, theirs: string) => {
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  let nextId = 1;
  let reply: Frame | undefined;
  const pack = (value: unknown): Wire => {
    if (typeof value === "function") {
      const id = nextId++;
      functions.set(id, value as () => unknown);
      return { k: "f", id };
    }
    const plain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
    if (!plain) return { k: "v", v: structuredClone(value) };
    return { k: "o", v: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pack(item)])) };
  };
  const unpack = (wire: Wire): unknown => {
    if (wire.k === "v") return wire.v;
    if (wire.k === "o") return Object.freeze(Object.fromEntries(Object.entries(wire.v).map(([key, item]) => [key, unpack(item)])));
    return (...args: unknown[]) => {
      send({ kind: "call", id: wire.id, args: args.map(pack) });
      if (reply?.error !== undefined) throw new Error(reply.error);
      return reply?.value === undefined ? undefined : unpack(reply.value);
    };
  };
  const send = (detail: Frame): void => void document.dispatchEvent(new CustomEvent(mine, { detail }));
  document.addEventListener(theirs, (event) => {
    const frame = (event as CustomEvent<Frame>).detail;
    if (frame.kind === "reply") reply = frame;
    if (frame.kind === "expose" && frame.name !== undefined && frame.value !== undefined) {
      Object.defineProperty(window, frame.name, { value: unpack(frame.value), enumerable: true });
    }
    if (frame.kind !== "call") return;
    try {
      const result = functions.get(frame.id ?? 0)?.(...(frame.args ?? []).map(unpack));
      send({ kind: "reply", value: pack(result) });
    } catch (error) {
      send({ kind: "reply", error: error instanceof Error ? error.message : String(error) });
    }
  });
  return { expose: (name: string, api: unknown) => send({ kind: "expose", name, value: pack(api) }) };
};

export interface ToMain {
  readonly kind: "post" | "port" | "port-close";
  readonly channel?: string;
  readonly data?: unknown;
  readonly ports?: readonly number[];
  readonly port?: number;
}

/** The preload's `electron`, and the line to the main process: numbered messages, sent again until they are acknowledged. */
export const createPreloadWorld = (codec: Codec, membrane: { expose(name: string, api: unknown): void }) => {
  const document_ = Math.random().toString(36).slice(2);
  const unacknowledged = new Map<number, string>();
  const ports = new Map<number, MessagePort>();
  const listeners = new Map<string, Set<(event: object, ...args: unknown[]) => void>>();
  let nextMessage = 1;
  let nextPort = 1;
  const line = globalThis as unknown as { standinToMain(text: string): void; standinPage: unknown };
  const tell = (message: ToMain): void => {
    const number = nextMessage++;
    const text = codec.encode({ document: document_, number, url: location.href, message });
    unacknowledged.set(number, text);
    line.standinToMain(text);
  };
  setInterval(() => {
    for (const text of unacknowledged.values()) line.standinToMain(text);
  }, 500);
  const adopt = (port: MessagePort): number => {
    const id = nextPort++;
    ports.set(id, port);
    port.addEventListener("message", (event: MessageEvent<unknown>) => tell({ kind: "port", port: id, data: event.data }));
    port.addEventListener("close", () => tell({ kind: "port-close", port: id }));
    port.start();
    return id;
  };
  const ipcRenderer = {
    postMessage: (channel: string, data: unknown, transfer: readonly MessagePort[] = []) =>
      tell({ kind: "post", channel, data, ports: transfer.map(adopt) }),
    on: (channel: string, listener: (event: object, ...args: unknown[]) => void) => {
      const known = listeners.get(channel) ?? new Set();
      known.add(listener);
      listeners.set(channel, known);
    },
    off: (channel: string, listener: (event: object, ...args: unknown[]) => void) => void listeners.get(channel)?.delete(listener),
  };
  const guarded = (name: string, part: object): object =>
    new Proxy(part, {
      get: (target, key) => {
        if (key in target) return Reflect.get(target, key) as unknown;
        throw new Error(`electron stand-in: ${name}.${String(key)} is not implemented`);
      },
    });
  line.standinPage = {
    acknowledge: (number: number) => void unacknowledged.delete(number),
    port: (id: number, text: string) => ports.get(id)?.postMessage(codec.decode(text)),
    closePort: (id: number) => ports.get(id)?.close(),
    emit: (channel: string, text: string) => {
      for (const listener of listeners.get(channel) ?? []) listener({}, ...(codec.decode(text) as unknown[]));
    },
  };
  const electron = {
    ipcRenderer: guarded("ipcRenderer", ipcRenderer),
    contextBridge: guarded("contextBridge", { exposeInMainWorld: membrane.expose }),
  };
  return (module: string): object => {
    if (module === "electron") return guarded("electron", electron);
    throw new Error(`module not found: ${module}`);
  };
};
