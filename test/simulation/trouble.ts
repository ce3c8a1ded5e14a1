import type { Random } from "#hub/ports/index.ts";
import type { VirtualClock } from "#test/clock/virtual-clock.ts";
import type { FaultyWorld } from "./faulty-provider.ts";
import type { HubProcess } from "./hub-process.ts";

const minute = 60_000;
const hour = 60 * minute;

/** What people, the network and the clock do while messages are under way. */
export interface Trouble {
  /** Now and then something of it, at most a few things at once. */
  strike(process: HubProcess, inTime: (work: Promise<unknown>) => Promise<void>): Promise<void>;
  /** Everything that can be set right again is set right. */
  end(process: HubProcess, inTime: (work: Promise<unknown>) => Promise<void>): Promise<void>;
  /** The computer sleeps: the steady clock stands still, the world goes on. */
  sleep(ms: number): void;
  /** A clock that is days ahead is set right: who starts under one has nothing yet to compare it with, and believes it. */
  beforeStart(): void;
}

export interface TroubleDeps {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly world: FaultyWorld;
  readonly messageIds: readonly string[];
  readonly addresses: readonly string[];
  readonly campaignId: string;
  readonly slept: (ms: number) => void;
}

export const createTrouble = ({ clock, random, world, messageIds, addresses, campaignId, slept }: TroubleDeps): Trouble => {
  let offMs = 0;
  /** When, by the steady clock, a clock that was set days ahead is noticed. */
  let rightAgainAt = Infinity;
  const setClock = (ms: number): void => {
    clock.jump(ms - offMs);
    offMs = ms;
  };
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random.next() * items.length)];

  const disturbClock = (): void => {
    if (clock.monotonic() >= rightAgainAt) {
      rightAgainAt = Infinity;
      setClock(0);
      return;
    }
    const draw = random.next();
    if (rightAgainAt !== Infinity || draw > 0.12) return;
    if (draw < 0.03) {
      rightAgainAt = clock.monotonic() + 3 * minute;
      setClock(72 * hour);
    } else setClock(Math.round((random.next() - 0.5) * 2 * 18 * minute));
  };
  const disturbNetwork = ({ network }: HubProcess): void => {
    const draw = random.next();
    if (draw < 0.04) network.tell("offline");
    else if (draw < 0.3) network.tell("online");
    // Waking explains a jump of the clock, so it does not come while the clock is days ahead: nobody could tell the two apart.
    else if (draw < 0.33 && rightAgainAt === Infinity) network.tell("resume");
  };
  const order = async ({ dispatcher }: HubProcess, inTime: (work: Promise<unknown>) => Promise<void>): Promise<void> => {
    const draw = random.next();
    if (draw < 0.05) await inTime(dispatcher.pauseAll());
    else if (draw < 0.08) await inTime(dispatcher.pauseCampaign(campaignId));
    else if (draw < 0.085) await inTime(dispatcher.cancelRest(campaignId));
    else if (draw < 0.3) await inTime(dispatcher.resumeAll().then(() => dispatcher.resumeCampaign(campaignId)));
  };
  const decide = async ({ dispatcher }: HubProcess, inTime: (work: Promise<unknown>) => Promise<void>): Promise<void> => {
    if (random.next() > 0.3) return;
    const held = messageIds.find((id) => dispatcher.stateOf(id)?.kind === "held");
    const decision = pick(["arrived", "send-again", "skip"] as const) ?? "skip";
    // A person decides by a sound clock too late: what has expired is refused.
    if (held !== undefined) await inTime(dispatcher.decide(held, decision).catch(() => undefined));
  };
  return {
    strike: async (process, inTime) => {
      disturbClock();
      disturbNetwork(process);
      if (random.next() < 0.05) {
        const address = pick(addresses) ?? "";
        if (!world.suppressedSince.has(address)) world.suppressedSince.set(address, clock.monotonic());
      }
      await order(process, inTime);
      if (process.alive()) await decide(process, inTime);
    },
    end: async (process, inTime) => {
      setClock(0);
      process.network.tell("online");
      await inTime(process.dispatcher.resumeAll());
      await inTime(process.dispatcher.resumeCampaign(campaignId));
    },
    sleep: (ms) => {
      clock.jump(ms);
      slept(ms);
    },
    beforeStart: () => {
      if (rightAgainAt !== Infinity) setClock(0);
      rightAgainAt = Infinity;
    },
  };
};
