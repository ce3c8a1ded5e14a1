import { EventEmitter } from "node:events";
import type Electron from "electron";
import { outside } from "./not-implemented.ts";

/** The main process's end of a port that the page keeps. */
export class StandinPort extends EventEmitter {
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

type Modelled = Pick<Electron.MessagePortMain, Exclude<keyof StandinPort, "receive" | keyof EventEmitter>>;
const honest = (port: StandinPort): Modelled => port;

export const portOutside = (port: StandinPort): Electron.MessagePortMain => outside("port", honest(port), ["receive"]);
