import { pausedByPersonCode } from "#shared/api/lanes.ts";
import type { LaneState } from "#hub/dispatcher/index.ts";
import { UsherError } from "#shared/problem.ts";
import type { ClaimsTable } from "./claims-table.ts";
import type { Life } from "./device.ts";
import type { Seat } from "./seat.ts";
import type { Wedding } from "./wedding.ts";
import type { World } from "./world.ts";

const minute = 60_000;
const hour = 60 * minute;

/** What people, the network, the disk and the clock do while messages are under way. */
export interface People {
  /** Now and then something of it, at most a few things at once. */
  strike(seat: Seat): Promise<void>;
  /** Answers what is asked: whether what is late may go. */
  attend(seat: Seat): Promise<void>;
  /** Everything that can be set right again is set right. */
  end(seat: Seat): Promise<void>;
}

export interface PeopleDeps {
  readonly world: World;
  readonly wedding: Wedding;
  readonly claims: ClaimsTable | null;
}

export const createPeople = ({ world, wedding, claims }: PeopleDeps): People => {
  const { campaignId } = wedding;
  const weddingId = wedding.intents[0]?.weddingId ?? "";
  const ids = wedding.intents.map(({ messageId }) => messageId);
  const addresses = wedding.intents.flatMap(({ plan }) => plan.map(({ address }) => address));
  const campaigns = [campaignId, `${campaignId}-again`];
  /** What people ask for may be refused, with words; anything else is a bug. */
  const asked = async (seat: Seat, work: Promise<unknown>): Promise<boolean> => {
    let done = false;
    const end = work.then(
      () => (done = true),
      (error: unknown) => {
        if (!(error instanceof UsherError)) world.violate(`fault: a person was answered "${String(error)}"`);
      },
    );
    await seat.inTime(end);
    return done && seat.life?.alive() === true;
  };
  /** `confirm` only when the person was told; after a crash nobody knows whether the order was written. */
  const order = async (seat: Seat, life: Life): Promise<void> => {
    const draw = world.random.next();
    const { orders } = seat;
    if (draw < 0.04) {
      if (await asked(seat, life.dispatcher.pauseAll())) orders.confirm("all", "pause");
    } else if (draw < 0.05) {
      // The stop is pressed while the resume is being written.
      orders.lift("all");
      const resumed = asked(seat, life.dispatcher.resumeAll());
      const stopped = asked(seat, life.dispatcher.pauseAll());
      if ((await Promise.all([resumed, stopped]))[1]) orders.confirm("all", "pause");
    } else if (draw < 0.07) {
      if ((await asked(seat, life.dispatcher.pauseCampaign(campaignId))) && !life.dispatcher.isPaused("all"))
        orders.confirm(campaignId, "pause");
    } else if (draw < 0.082) {
      if (await asked(seat, life.dispatcher.pauseWedding(weddingId))) orders.confirm(`wedding:${weddingId}`, "pause");
    } else if (draw < 0.087) {
      const provider = world.pick(life.dispatcher.laneStates())?.provider;
      if (provider !== undefined && (await asked(seat, life.dispatcher.pauseLane(provider)))) orders.confirm(`lane:${provider}`, "pause");
    } else if (draw < 0.092) {
      if (await asked(seat, life.dispatcher.cancelRest(campaignId))) orders.confirm(campaignId, "cancel");
    } else if (draw < 0.12) {
      orders.startNow();
      await asked(seat, life.dispatcher.startNow(campaignId));
    } else if (draw < 0.32) await resume(seat, life);
  };
  const resume = async (seat: Seat, life: Life): Promise<void> => {
    // Nobody here tries a lane again before its provider said.
    const isPaused = ({ condition }: LaneState): boolean => condition.kind === "broken" && condition.code === pausedByPersonCode;
    const lanes = life.dispatcher
      .laneStates()
      .filter(isPaused)
      .map(({ provider }) => provider);
    for (const scope of ["all", `wedding:${weddingId}`, ...campaigns, ...lanes.map((provider) => `lane:${provider}`)])
      seat.orders.lift(scope);
    await asked(seat, life.dispatcher.resumeAll());
    if (life.alive()) await asked(seat, life.dispatcher.resumeWedding(weddingId));
    for (const provider of lanes) if (life.alive()) await asked(seat, life.dispatcher.resumeLane(provider));
    for (const campaign of campaigns) if (life.alive()) await asked(seat, life.dispatcher.resumeCampaign(campaign));
  };
  const decide = async (seat: Seat, life: Life): Promise<void> => {
    if (world.happens(0.3)) {
      const held = ids.find((id) => life.dispatcher.stateOf(id)?.kind === "held");
      const decision = world.pick(["arrived", "send-again", "skip"] as const) ?? "skip";
      if (held !== undefined) await asked(seat, life.dispatcher.decide(held, decision));
    }
    if (!life.alive() || !world.happens(0.1)) return;
    // Told that a row is damaged, nobody here takes the risk.
    const dead = ids.filter((id) => life.dispatcher.stateOf(id)?.kind === "dead" && !seat.spoilt.has(id));
    if (dead.length > 0) await asked(seat, life.dispatcher.redrive(dead));
  };
  const edit = ({ desktop: { store } }: Seat): void => {
    const now = world.clock.monotonic();
    const note = (map: Map<string, number>, key: string | undefined): void => {
      if (key !== undefined && !map.has(key)) map.set(key, now);
    };
    if (world.happens(0.05)) note(store.lists.suppressedSince, world.pick(addresses));
    if (world.happens(0.02)) note(store.lists.editedSince, world.pick(addresses));
    if (world.happens(0.02)) note(store.lists.answeredSince, world.pick(wedding.intents)?.guestId);
    if (world.happens(0.002)) store.lists.revisedSince ??= now;
  };
  const disturbClock = ({ desktop: { computer } }: Seat): void => {
    const offMs = computer.wallOffMs();
    if (Math.abs(offMs) > hour) return computer.setWall(0);
    const draw = world.random.next();
    if (draw < 0.03) computer.setWall(72 * hour);
    else if (draw < 0.12) computer.setWall(Math.round((world.random.next() - 0.5) * 2 * 18 * minute));
  };
  const disturbNetwork = (seat: Seat, life: Life): void => {
    const draw = world.random.next();
    // Waking explains a jump of the clock, so it does not come while the clock is days ahead: nobody could tell the two apart.
    const isFarOff = Math.abs(seat.desktop.computer.wallOffMs()) > hour;
    if (draw < 0.04) life.network.tell("offline");
    else if (draw < 0.3) life.network.tell("online");
    else if (draw < 0.33 && !isFarOff) life.network.tell("resume");
    else if (draw < 0.37 && !isFarOff) seat.sleep(world.happens(0.3) ? 2 * hour : 30_000 + world.random.next() * 20 * minute);
    if (claims !== null && world.happens(0.05)) claims.cutOff(world.random.next() * 10 * minute);
  };
  const mend = (life: Life, likelihood: number): void => {
    const broken = life.dispatcher.laneStates().filter(({ condition }) => condition.kind === "broken");
    for (const { provider } of broken) if (world.happens(likelihood)) life.mend(provider);
  };

  return {
    strike: async (seat) => {
      const { life } = seat;
      if (life === undefined || !life.alive() || seat.desktop.computer.isAsleep()) return;
      if (seat.hasForeignJournal()) return await seat.lookAtForeignJournal();
      await seat.strikeDisk();
      if (seat.life !== life || !life.alive()) return;
      disturbClock(seat);
      edit(seat);
      mend(life, 0.3);
      await order(seat, life);
      if (life.alive()) await decide(seat, life);
      if (life.alive() && world.happens(0.01))
        await asked(seat, life.ledger.approve(wedding.approval(`${life.bootId}-again`, `${campaignId}-again`)));
      if (life.alive()) disturbNetwork(seat, life);
    },
    attend: async (seat) => {
      const { life } = seat;
      if (life?.alive() === true && campaigns.some((campaign) => life.dispatcher.isLate(campaign))) await resume(seat, life);
    },
    end: async (seat) => {
      await seat.settle();
      const { life } = seat;
      if (life === undefined) return;
      life.network.tell("online");
      mend(life, 1);
      await resume(seat, life);
    },
  };
};
