import type { Attempt } from "#shared/message/ledger-rows.ts";
import type { Provider } from "#hub/providers/contract.ts";
import type { Controls } from "./controls.ts";
import type { Waiting } from "./dispatcher.ts";
import type { Statement } from "./facts.ts";
import type { DispatchLimits } from "./limits.ts";
import type { Route } from "./ready-line.ts";

/** What is to be done about a message now. */
export type Plan =
  | { readonly kind: "nothing" }
  /** Nothing before `at`; `waiting` is shown meanwhile, null for messages that are in doubt. */
  | { readonly kind: "wait"; readonly waiting: Waiting | null; readonly at: number }
  /** To be sent as soon as a lane has room; looked at again at `at` in any case. */
  | { readonly kind: "ready"; readonly route: Route; readonly at: number }
  | { readonly kind: "look-up"; readonly attempt: Attempt }
  | { readonly kind: "record"; readonly statement: Statement; readonly attempt: Attempt | null };

export interface PlanWorld {
  readonly now: number;
  /** False while the clock may be wrong: nothing is given up for being late. */
  readonly clockIsTrusted: boolean;
  /** True for a while after a jump: nothing is decided by such a clock. */
  readonly clockIsDoubted: boolean;
  readonly controls: Controls;
  readonly limits: DispatchLimits;
  readonly providersFor: (route: Route) => readonly Provider[];
  /** Whether an account's own rules let it write to an address. */
  readonly mayWriteTo: (provider: Provider, address: string) => boolean;
  /** Look-ups of this process about an attempt that could not tell, and when the last was. */
  readonly looksOf: (attemptId: string) => { readonly count: number; readonly lastAt: number };
  /** Whether a gate forbids a repeat for good. */
  readonly isBarred: (messageId: string) => boolean;
}
