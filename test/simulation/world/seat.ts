import { UsherError } from "#shared/problem.ts";
import { startLife, type Desktop, type Life, type LifeOptions } from "./device.ts";
import { createConfirmedOrders, type ConfirmedOrders } from "./orders.ts";
import type { StoreCopy } from "./kept-store.ts";
import type { Wedding } from "./wedding.ts";

const minute = 60_000;

/** One desktop and the person at it, through all the lives of its program. */
export interface Seat {
  readonly desktop: Desktop;
  readonly orders: ConfirmedOrders;
  /** Messages about which a row was spoilt. */
  readonly spoilt: ReadonlySet<string>;
  readonly life: Life | undefined;
  readonly lives: number;
  readonly tally: Tally;
  /** Runs virtual time until it has settled, a minute at most, and not past the end of this life. */
  inTime(work: Promise<unknown>): Promise<void>;
  /** Starts the program when it is not running and it is time to. */
  keepRunning(): Promise<void>;
  isDown(): boolean;
  sleep(ms: number): void;
  /** Fills or frees the disk, makes copies, and puts older ones back: of the store, or of the journal. */
  strikeDisk(): Promise<void>;
  hasForeignJournal(): boolean;
  lookAtForeignJournal(): Promise<void>;
  /** Awake, with room on the disk, with its own journal, running, and sending unless something forbids it. */
  settle(): Promise<void>;
}

/** How often the rarer things happened: what did not happen was not tested. */
export interface Tally {
  crashes: number;
  sleeps: number;
  fullDisks: number;
  restores: number;
  foreignJournals: number;
  noticedJournals: number;
  spoiltRows: number;
}

export interface SeatOptions extends Omit<LifeOptions, "life" | "desktop" | "arrived" | "poison" | "interject"> {
  readonly desktop: Desktop;
  readonly wedding: Wedding;
  readonly isCalm: () => boolean;
  readonly arrived: (seat: Seat, ...args: Parameters<LifeOptions["arrived"]>) => void;
}

export const createSeat = (options: SeatOptions): Seat => {
  const { world, desktop, wedding } = options;
  const { computer, disk, store, deviceId } = desktop;
  const spoilt = new Set<string>();
  const orders = createConfirmedOrders();
  const tally: Tally = { crashes: 0, sleeps: 0, fullDisks: 0, restores: 0, foreignJournals: 0, noticedJournals: 0, spoiltRows: 0 };
  const memory: { life?: Life; lives: number; startsAt?: number; backup?: StoreCopy; oldJournal?: string; ownJournal?: string } = {
    lives: 0,
  };

  const inTime = async (work: Promise<unknown>): Promise<void> => {
    const { life } = memory;
    let done = false;
    const settled = (): void => void (done = true);
    work.then(settled, settled);
    await world.clock.until(() => done || life?.alive() === false, minute);
  };
  /** A person closes the program, does something with its files, and starts it again. */
  const reopen = async (between: () => void): Promise<void> => {
    const { life } = memory;
    if (life === undefined || !life.alive()) return;
    await inTime(life.close());
    if (!life.alive()) return;
    life.die("closed");
    between();
    await start();
  };
  /** Somebody presses the panic stop between the gates and the row: the order is written in the same breath. */
  const interject = (life: Life): void => {
    if (options.isCalm() || !world.happens(world.faultShare * 0.02)) return;
    void life.dispatcher.pauseAll().then(
      () => life.alive() && orders.confirm("all", "pause"),
      () => undefined,
    );
  };
  const start = async (): Promise<void> => {
    memory.lives += 1;
    delete memory.startsAt;
    // Who starts under a clock that is days ahead has nothing yet to compare it with, and believes it.
    if (Math.abs(computer.wallOffMs()) > 60 * minute) computer.setWall(0);
    try {
      memory.life = startLife({
        ...options,
        life: memory.lives,
        poison: wedding.throwing,
        interject,
        arrived: (...args) => options.arrived(seat, ...args),
      });
    } catch (error) {
      if (!(error instanceof UsherError)) throw error;
      world.trace.note(`${deviceId} cannot start: ${error.problem.code}`);
      if (error.problem.code !== "disk-full") world.violate(`fault: did not start: ${error.problem.code}`);
      disk.free();
      memory.startsAt = world.clock.monotonic() + minute;
      return;
    }
    world.trace.note(`${deviceId} starts`);
    await inTime(memory.life.opened);
    await approve(memory.life);
  };
  /** What was not told to be approved is approved again. */
  const approve = async (life: Life): Promise<void> => {
    const isKnown = (): boolean => life.ledger.readApprovals().some((row) => row.campaignId === wedding.campaignId);
    if (!life.alive() || memory.ownJournal !== undefined || isKnown()) return;
    await inTime(life.ledger.approve(wedding.approval(`${life.bootId}-approval`)).catch(() => undefined));
    if (life.alive() && isKnown()) await inTime(store.catchUp(life.ledger, wedding.campaignId, world.clock.monotonic()));
  };
  const spoil = (): void => {
    const whose = disk.spoilRow();
    if (whose === undefined) return;
    tally.spoiltRows += 1;
    for (const { messageId } of wedding.intents) if (whose === null || whose === messageId) spoilt.add(messageId);
  };
  const putOldJournalBack = async (old: string): Promise<void> => {
    tally.foreignJournals += 1;
    await reopen(() => {
      memory.ownJournal = disk.copy();
      disk.putBack(old);
      world.trace.note(`${deviceId} gets an older copy of its journal`);
    });
  };
  const seat: Seat = {
    desktop,
    orders,
    spoilt,
    get life() {
      return memory.life;
    },
    get lives() {
      return memory.lives;
    },
    tally,
    inTime,
    isDown: () => memory.life?.alive() !== true,
    keepRunning: async () => {
      if (memory.life?.alive() === true || computer.isAsleep()) return;
      const now = world.clock.monotonic();
      if (memory.startsAt === undefined) {
        if (memory.lives > 0) tally.crashes += 1;
        memory.startsAt = now + (memory.lives > 0 && !options.isCalm() && world.happens(0.3) ? world.random.next() * 20 * minute : 0);
        if (memory.lives > 0 && !options.isCalm() && memory.ownJournal === undefined && world.happens(0.04)) spoil();
      }
      if (now >= memory.startsAt) await start();
    },
    sleep: (ms) => {
      tally.sleeps += 1;
      computer.sleep(ms);
      const { life } = memory;
      // Some systems do not tell.
      if (world.happens(0.7)) world.clock.setTimer(ms, () => life?.alive() === true && life.network.tell("resume"));
    },
    strikeDisk: async () => {
      if (disk.isFull() && world.happens(0.4)) disk.free();
      else if (world.happens(0.03)) {
        tally.fullDisks += 1;
        disk.fill();
      }
      if (world.happens(0.1)) memory.backup = store.copy();
      const { backup } = memory;
      if (backup !== undefined && world.happens(0.03)) {
        tally.restores += 1;
        // With both files older than an order, nothing on this disk remembers it.
        delete memory.oldJournal;
        await reopen(() => store.restore(backup));
      }
      if (memory.life?.isSending() !== true || disk.isFull()) return;
      if (world.happens(memory.oldJournal === undefined ? 0.2 : 0.05)) memory.oldJournal = disk.copy();
      if (memory.oldJournal !== undefined && world.happens(0.08)) await putOldJournalBack(memory.oldJournal);
    },
    hasForeignJournal: () => memory.ownJournal !== undefined,
    lookAtForeignJournal: async () => {
      const { life, ownJournal } = memory;
      if (life === undefined || ownJournal === undefined) return;
      if (life.isSending()) {
        // It holds all that is known here: nothing tells it from the one it replaces.
        world.trace.note(`${deviceId} takes the older journal for its own`);
        delete memory.ownJournal;
      } else if (life.sending.problem()?.code === "journal-lost") {
        tally.noticedJournals += 1;
        await reopen(() => {
          disk.putBack(ownJournal);
          delete memory.ownJournal;
        });
      }
    },
    settle: async () => {
      disk.free();
      await world.clock.until(() => !computer.isAsleep(), 3 * 60 * minute);
      // Nobody leaves it switched off any longer.
      if (seat.isDown()) memory.startsAt = world.clock.monotonic();
      for (let tries = 0; tries < 10 && (seat.isDown() || seat.hasForeignJournal()); tries += 1) {
        await seat.keepRunning();
        await world.clock.until(() => memory.life?.isSending() === true, 2 * minute);
        await seat.lookAtForeignJournal();
      }
      if (memory.life !== undefined) await approve(memory.life);
    },
  };
  return seat;
};
