import type { Provider, SendRequest } from "#hub/providers/contract.ts";

/** What goes wrong with the next call. */
export type Trouble = "rate-limited" | "refused-for-good" | "answer-lost" | "request-lost" | "credentials-refused" | "unreachable";

/** One provider made ready, and how to bring it into trouble. */
export interface Rig {
  readonly provider: Provider;
  /** How a doubt about a message ends: by repeating its key, by looking it up, or by what a person decides. */
  readonly doubts: "key" | "look-up" | "person";
  /** False where a look-up that finds nothing may have looked too early. */
  readonly provesAbsence?: boolean;
  /** A repeat is taken again and shown in the place of the first; `accepted` counts what is shown then. */
  readonly replaces?: boolean;
  /** A request for which `trouble` will happen; `name` makes message, key and text. */
  arrange(name: string, trouble?: Trouble): Promise<SendRequest>;
  /** Messages that were really taken, as the guests see them. */
  accepted(): number;
  now(): number;
  /** Lets a call run to its end. */
  settled<Result>(call: Promise<Result>): Promise<Result>;
  /** Resolves when a call that hangs is surely on its way. */
  underWay(): Promise<void>;
  /** The next call gets no answer until it is aborted. */
  hangNext(): void;
  close(): Promise<void>;
}

export interface RigKind {
  readonly name: string;
  open(): Promise<Rig>;
}
