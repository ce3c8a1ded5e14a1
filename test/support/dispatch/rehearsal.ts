import type { Intent } from "#shared/message/ledger-rows.ts";
import { approvalOf, intentOf, type ApprovedOptions } from "./approved.ts";
import { openDispatcher, type OpenedDispatcher, type OpenOptions } from "./open-dispatcher.ts";
import { createVirtualClock, type VirtualClock } from "../clock/virtual-clock.ts";

export interface Rehearsal extends OpenedDispatcher {
  readonly clock: VirtualClock;
  readonly intents: readonly Intent[];
  /** Runs virtual time until a promise of the hub has settled. */
  done<Value>(work: Promise<Value>): Promise<Value>;
  kindOf(index?: number): string | undefined;
}

export interface RehearsalOptions extends Partial<OpenOptions> {
  readonly providers: OpenOptions["providers"];
  readonly clock?: VirtualClock;
  readonly messages?: readonly ApprovedOptions[];
  readonly approve?: boolean;
}

/** A started dispatcher with approved messages on virtual time; nothing has been sent yet. */
export const rehearse = async (options: RehearsalOptions): Promise<Rehearsal> => {
  const clock = options.clock ?? createVirtualClock();
  const { messages = [{}], approve = true } = options;
  const opened = await openDispatcher({ ...options, clock });
  const done = async <Value>(work: Promise<Value>): Promise<Value> => {
    let settled = false;
    void work.then(
      () => (settled = true),
      () => (settled = true),
    );
    await clock.until(() => settled, 60_000);
    return await work;
  };
  const intents = messages.map((one, index) => intentOf(`g${index}`, clock.now(), one));
  if (approve) await done(opened.ledger.approve(approvalOf(intents)));
  await done(opened.dispatcher.start());
  return { ...opened, clock, intents, done, kindOf: (index = 0) => opened.dispatcher.stateOf(intents[index]?.messageId ?? "")?.kind };
};
