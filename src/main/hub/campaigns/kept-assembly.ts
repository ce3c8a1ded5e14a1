import type { Channel } from "#shared/domain/fields.ts";
import { assemble, type Assembled } from "./assemble.ts";
import { rsvpPageOf, type RoomDeps } from "./world.ts";

/** The dry run that a person looks at, so that their approval need not make it again. */
export interface KeptAssembly {
  /** The kept one while nothing that it was made from has changed; otherwise a new one. */
  of(campaignId: string): Promise<Assembled>;
  stop(): void;
}

/** A review is read for minutes; ten thousand messages are 30 MB. */
const keptMsMax = 10 * 60_000;

/** Every channel that a lane may carry. */
const channels: readonly Channel[] = ["email", "sms", "push"];

/**
 * Keeps one. Whatever is written to the store, or approved, throws it away: what is approved is never older than what the
 * gates would see a moment later. States of what is kept: nothing -> fresh -> (any change, or time) nothing.
 */
export const createKeptAssembly = (deps: RoomDeps): KeptAssembly => {
  const { collections, ledger, clock, lanes } = deps;
  let changes = 0;
  let kept: { readonly stamp: string; readonly assembled: Assembled } | undefined;
  let cancelTimer: (() => void) | undefined;
  const forget = (): void => {
    changes += 1;
    kept = undefined;
    cancelTimer?.();
    cancelTimer = undefined;
  };
  const { campaigns, templates, guests, households, events, weddings, suppressions, responses, settings } = collections;
  const changed: readonly { subscribe(next: () => void): { unsubscribe(): void } }[] = [
    campaigns.$,
    templates.$,
    guests.$,
    households.$,
    events.$,
    weddings.$,
    suppressions.$,
    responses.$,
    settings.$,
  ];
  const subscriptions = changed.map((change) => change.subscribe(forget));
  const unsubscribe = ledger.onAppend(({ intents }) => {
    if (intents.length > 0) forget();
  });
  const stampOf = (campaignId: string, { world }: Assembled): string =>
    JSON.stringify([
      campaignId,
      changes,
      rsvpPageOf(deps, world.wedding),
      channels.map((channel) => lanes.of(channel, world.wedding.practice) ?? null),
    ]);
  return {
    of: async (campaignId) => {
      if (kept?.assembled.world.campaign.id === campaignId && kept.stamp === stampOf(campaignId, kept.assembled)) return kept.assembled;
      const before = changes;
      const assembled = await assemble(deps, campaignId);
      // What changed while it was made may or may not be in it.
      if (changes === before) {
        forget();
        kept = { stamp: stampOf(campaignId, assembled), assembled };
        cancelTimer = clock.setTimer(keptMsMax, forget);
      }
      return assembled;
    },
    stop: () => {
      forget();
      for (const subscription of subscriptions) subscription.unsubscribe();
      unsubscribe();
    },
  };
};
