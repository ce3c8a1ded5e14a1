import type { LogData, Logger } from "#hub/ports/index.ts";
import type { ProviderId } from "#shared/message/ledger-rows.ts";
import { createSendingStart, type SendingStart } from "#hub/begin-sending.ts";
import { createRender } from "#hub/campaigns/render.ts";
import { createProjection, type Projection } from "#hub/delivery/projection.ts";
import { createDispatcher, soloClaims, type Claims, type Dispatcher, type DispatchLimits, type Render } from "#hub/dispatcher/index.ts";
import { createMessageBook, openLedger, type Ledger, type MessageBook } from "#hub/ledger/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { Provider, SendRequest } from "#hub/providers/contract.ts";
import { createNetwork, seededRandom, type Network } from "#test/dispatch/open-dispatcher.ts";
import type { ClaimsTable } from "./claims-table.ts";
import { sleepBy, type Computer } from "./computer.ts";
import type { Disk } from "./disk.ts";
import type { FarEnd, Line } from "./far-end.ts";
import type { KeptStore } from "./kept-store.ts";
import type { PaceJudge } from "./pace-judge.ts";
import { never, type World } from "./world.ts";

/** A desktop: what of it outlives its crashes. */
export interface Desktop {
  readonly deviceId: string;
  readonly computer: Computer;
  readonly disk: Disk;
  readonly store: KeptStore;
}

/** One life of the program, from start to crash: the production dispatcher, ledger, book, projection and start on ports that can die. */
export interface Life {
  readonly ledger: Ledger;
  readonly book: MessageBook;
  readonly dispatcher: Dispatcher;
  readonly sending: SendingStart;
  readonly network: Network;
  readonly bootId: string;
  alive(): boolean;
  /** Resolves when the screens may open. */
  readonly opened: Promise<void>;
  /** Whether sending has begun. */
  isSending(): boolean;
  die(why: string): void;
  /** Ends as a person ends it: all that is to be written is. */
  close(): Promise<void>;
  /** A person has looked after a lane. */
  mend(provider: ProviderId): void;
  providers(): readonly ProviderId[];
}

export interface LifeOptions {
  readonly world: World;
  readonly desktop: Desktop;
  readonly farEnds: readonly FarEnd[];
  /** Null for a wedding that only one desktop knows. */
  readonly claims: ClaimsTable | null;
  readonly campaignId: string;
  readonly life: number;
  readonly limits: Partial<DispatchLimits>;
  /** Messages whose text cannot be rendered. */
  readonly poison: ReadonlySet<string>;
  /** Whether the process dies at this point. */
  readonly dies: (point: string) => boolean;
  readonly arrived: (request: SendRequest, provider: ProviderId, life: Life) => void;
  /** Somebody may do something at the worst moment: after the gates' facts were read, before the row is written. */
  readonly interject: (life: Life) => void;
  /** Told once a message is held. */
  readonly held: (messageId: string) => void;
}

/** Throws what opening the files throws. */
export const startLife = (options: LifeOptions): Life => {
  const { world, desktop } = options;
  const { deviceId, computer, disk, store } = desktop;
  const bootId = `${deviceId}-boot-${options.life}`;
  const state = { alive: true, sending: false };
  const die = (why: string): void => {
    if (!state.alive) return;
    state.alive = false;
    disk.cut();
    world.trace.note(`${deviceId} dies ${why}`);
  };
  const danger = (point: string): void => {
    if (state.alive && options.dies(point)) die(point);
  };
  const clock = mortal(computer.clock, () => state.alive, danger);
  const logger = watchfulLogger(world, disk, () => state.alive);
  const ledger = openLedger({ path: disk.path(), clock, logger, open: disk.open, openEcho: disk.openEcho });
  const book = createMessageBook(ledger);
  const network = createNetwork();
  const lines = connectAll(options, state, danger, () => life);
  const changed = new Set<(id: ProviderId) => void>();
  let ids = 0;
  const dispatcher = createDispatcher({
    ledger,
    book,
    clock,
    random: seededRandom(world.seed * 31 + options.life),
    ids: { next: () => `${bootId}-${String((ids += 1)).padStart(5, "0")}`, token: () => `token-${(ids += 1)}` },
    logger,
    connectivity: network,
    providers: {
      providersFor: (channel, practice) => (practice ? [] : lines.map((one) => one.provider).filter((one) => one.channel === channel)),
      mayWriteTo: () => true,
      onChange: (listener) => {
        changed.add(listener);
        return () => changed.delete(listener);
      },
    },
    gateFacts: {
      load: async () => {
        danger("before the gates' facts");
        if (!state.alive) return await never();
        await clock.sleep(world.random.next() * 20);
        danger("after the gates' facts");
        if (!state.alive) return await never();
        options.interject(life);
        return store.gateView();
      },
    },
    claims:
      options.claims === null
        ? dangerousSolo(danger, () => state.alive)
        : options.claims.connect(lineOf(options, state, danger, () => life)),
    render: renderWith(ledger, options, danger, () => life),
    deviceId,
    bootId,
    ordered: async (orders) => {
      danger("before an order is remembered");
      if (!state.alive) return await never();
      for (const { controlId } of orders) store.ordered(controlId);
    },
    limits: options.limits,
  });
  const projection = createProjection({
    ledger,
    book,
    sink: {
      upsert: async (messages) => {
        danger("before the store");
        if (!state.alive) return await never();
        if (world.happens(world.faultShare * 0.05)) throw new Error("the store takes no writes");
        store.upsert(messages);
        danger("after the store");
        return state.alive ? undefined : await never();
      },
    },
    waitingOf: (id) => dispatcher.waitingOf(id),
    onWaiting: dispatcher.onWaiting,
    observe: () => undefined,
    allCounted: () => undefined,
    clock,
    logger,
  });
  ledger.onAppend((batch) => {
    world.trace.note(`${deviceId} writes ${batch.attempts.length} attempts, ${batch.facts.map(({ kind }) => kind).join(" ")}`);
    store.follow(batch, (attemptId) => addressOf(book, batch.facts, attemptId), world.clock.monotonic());
    // After a commit and before anybody acts on it.
    danger("after a commit");
  });
  watchHeld(world, book, options.held);
  const sending = createSendingStart({
    ledger,
    catchUp: () => store.catchUp(ledger, options.campaignId, world.clock.monotonic()),
    checkLists: () => Promise.resolve(),
    isBehind: () => Promise.resolve(store.isAheadOf(ledger)),
    startDispatcher: async () => {
      await dispatcher.start();
      judgeBoot(world, book, bootId);
      state.sending = true;
    },
    clock,
    logger,
  });
  const opened = open(book, sending, projection);
  const life: Life = {
    ledger,
    book,
    dispatcher,
    sending,
    network,
    bootId,
    alive: () => state.alive,
    opened,
    isSending: () => state.alive && state.sending,
    die,
    close: async () => {
      await Promise.all([sending.end(), dispatcher.stop()]);
      await projection.stop();
      book.stop();
      await ledger.close();
    },
    mend: (id) => {
      for (const { provider, pace } of lines) if (provider.id === id) pace.forgive();
      for (const listener of changed) listener(id);
    },
    providers: () => lines.map(({ provider }) => provider.id),
  };
  return life;
};

const open = async (book: MessageBook, sending: SendingStart, projection: Projection): Promise<void> => {
  await book.load();
  await sending.begin();
  void sending.compared().then(projection.catchUp);
};

interface LifeState {
  alive: boolean;
}

const lineOf = (
  { desktop: { deviceId, computer }, arrived }: LifeOptions,
  state: LifeState,
  danger: (point: string) => void,
  life: () => Life,
): Line => ({
  deviceId,
  alive: () => state.alive,
  isAsleep: computer.isAsleep,
  awake: computer.awake,
  danger,
  arrived: (request, provider) => arrived(request, provider, life()),
});

const connectAll = (
  options: LifeOptions,
  state: LifeState,
  danger: (point: string) => void,
  life: () => Life,
): readonly { readonly provider: Provider; readonly pace: PaceJudge }[] => {
  const line = lineOf(options, state, danger, life);
  return options.farEnds.map((farEnd) => farEnd.connect(line));
};

const dangerousSolo = (danger: (point: string) => void, alive: () => boolean): Claims => {
  const solo = soloClaims();
  return {
    claim: async (ids) => {
      danger("before the claim");
      const granted = await solo.claim(ids);
      return alive() ? granted : await never();
    },
  };
};

const renderWith = (
  ledger: Ledger,
  { poison, interject }: Pick<LifeOptions, "poison" | "interject">,
  danger: (point: string) => void,
  life: () => Life,
): Render => {
  const render = createRender(ledger);
  return (intent, planIndex) => {
    danger("while rendering");
    // After the gates were asked and before the row is written: what is ordered now is written together with it.
    interject(life());
    if (poison.has(intent.messageId)) throw new Error("this message cannot be rendered");
    return render(intent, planIndex);
  };
};

const addressOf = (
  book: MessageBook,
  facts: readonly { readonly attemptId: string | null; readonly messageId: string }[],
  attemptId: string,
) => {
  const entry = book.get(facts.find((fact) => fact.attemptId === attemptId)?.messageId ?? "");
  return entry?.intent.plan[entry.attempts.find((one) => one.attemptId === attemptId)?.planIndex ?? -1]?.address;
};

/** S4: nothing of an earlier start is still under way when sending begins. */
const judgeBoot = (world: World, book: MessageBook, bootId: string): void => {
  for (const { intent, state } of book.entries()) {
    if (state.kind === "started" && state.attempt.bootId !== bootId)
      world.violate(`S4: ${intent.messageId} is started from an earlier start`);
  }
};

const wayOut = new Set([
  "marked-accepted",
  "send-again",
  "skipped",
  "sent",
  "delivered",
  "bounced",
  "complained",
  "unsubscribed",
  "accepted",
  "delivery-delayed",
]);

/** S18: held is left by a person or by evidence, never by itself. */
const watchHeld = (world: World, book: MessageBook, held: (messageId: string) => void): void => {
  book.onChange((changes) => {
    for (const { messageId, before, after } of changes) {
      if (after.state.kind === "held") held(messageId);
      if (before?.state.kind !== "held" || after.state.kind === "held") continue;
      const fresh = after.facts.slice(before.facts.length);
      if (!fresh.some(({ kind }) => wayOut.has(kind) || kind === "rejected" || kind === "deferred"))
        world.violate(`S18: ${messageId} left held for ${after.state.kind} by itself`);
    }
  });
};

/** Timers of a dead process never ring, and each one that rings may be its last. */
const mortal = (clock: Clock, alive: () => boolean, danger: (point: string) => void): Clock => {
  const setTimer: Clock["setTimer"] = (delayMs, task) =>
    clock.setTimer(delayMs, () => {
      danger("at a timer");
      if (alive()) task();
    });
  return { ...clock, setTimer, sleep: (delayMs, signal) => sleepBy(setTimer, delayMs, signal) };
};

/** What may be logged as an error here; everything else is a bug that shows nowhere else. */
const expectedErrors: readonly RegExp[] = [
  /^a provider threw/u,
  /^a batch was not sent and is tried again$/u,
  /^a message could not be prepared/u,
  /^a row of the send journal is damaged/u,
  /copy of some messages could not be written/u,
  /^Nothing is sent until this is mended/u,
  /^the send journal ends before what was written/u,
];
const fullDiskErrors: readonly RegExp[] = [
  /^facts could not be written/u,
  /^a batch could not be written/u,
  /^Sending could not start/u,
  /^a step of the dispatcher failed/u,
];
/** Names, numbers and tokens that are only in addresses here. */
const personal = /@example\.org|\+1555\d|fcm:|apns:/u;

const watchfulLogger = (world: World, disk: Disk, alive: () => boolean): Logger => {
  const check = (sentence: string, data?: LogData): void => {
    if (personal.test(sentence) || personal.test(JSON.stringify(data ?? {}))) world.violate(`S17: logged "${sentence}" with an address`);
  };
  const logger: Logger = {
    debug: check,
    info: check,
    warn: check,
    error: (sentence, data) => {
      check(sentence, data);
      if (!alive()) return;
      world.trace.note(`logs "${sentence}" ${JSON.stringify(data ?? {})}`);
      const expected = disk.isFull() ? [...expectedErrors, ...fullDiskErrors] : expectedErrors;
      // What breaks in a message's preparation must not pass for a poisoned message.
      if (/TypeError|ReferenceError/u.test(JSON.stringify(data ?? {})))
        world.violate(`fault: logged "${sentence}" ${JSON.stringify(data)}`);
      if (!expected.some((one) => one.test(sentence))) world.violate(`fault: logged "${sentence}" ${JSON.stringify(data ?? {})}`);
    },
    part: () => logger,
  };
  return logger;
};
