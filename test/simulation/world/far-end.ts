import type { FactKind, ProviderId } from "#shared/message/ledger-rows.ts";
import type { LookUpOutcome, Provider, ProviderFact, SendRequest } from "#hub/providers/contract.ts";
import { answer } from "./answer.ts";
import { createDesk, type FarEndKind } from "./desk.ts";
import { createPaceJudge, type PaceJudge } from "./pace-judge.ts";
import { never, type Effect, type World } from "./world.ts";

/** What one process sees of it. */
export interface Line {
  readonly deviceId: string;
  alive(): boolean;
  isAsleep(): boolean;
  awake(): Promise<void>;
  /** May end the process on the spot. */
  danger(point: string): void;
  /** Called with every request that arrives. */
  arrived(request: SendRequest, provider: ProviderId): void;
}

/** A provider: it outlives every crash of ours. */
export interface FarEnd {
  readonly id: ProviderId;
  readonly keyLifeMs: number;
  connect(line: Line): { readonly provider: Provider; readonly pace: PaceJudge };
  /** All that it has not told yet. */
  tellAll(): void;
}

/** What a provider states later: some of it never, some twice, out of order, late, and now and then about a stranger. */
const createNews = (world: World) => {
  const { clock, random } = world;
  const listeners = new Map<Line, (fact: ProviderFact) => void>();
  const missed = new Map<string, ProviderFact[]>();
  const tell = (fact: ProviderFact): void => {
    for (const deviceId of missed.keys()) {
      const line = [...listeners.keys()].find((one) => one.deviceId === deviceId && one.alive() && !one.isAsleep());
      if (line === undefined) missed.get(deviceId)?.push(fact);
      else listeners.get(line)?.(fact);
    }
  };
  const tellSoon = (fact: ProviderFact, withinMs: number): void => void clock.setTimer(random.next() * withinMs, () => tell(fact));
  const stateOf = ({ attemptId, messageId }: Effect, kind: FactKind): ProviderFact => ({
    eventId: `${attemptId}:${kind}`,
    attemptId,
    messageId,
    kind,
    providerMessageId: null,
    at: world.trueNow(),
    code: "",
    detail: "",
  });
  return {
    about: (effect: Effect): void => {
      const { faultShare } = world;
      const kinds: FactKind[] = ["sent", "delivered"];
      if (world.happens(faultShare * 0.1))
        kinds.push(world.pick(["bounced", "complained", "unsubscribed", "delivery-delayed"] as const) ?? "bounced");
      for (const kind of kinds) {
        if (world.happens(faultShare * 0.6)) continue;
        tellSoon(stateOf(effect, kind), 1_200_000);
        if (world.happens(faultShare * 0.6)) tellSoon(stateOf(effect, kind), 1_200_000);
      }
      if (world.happens(faultShare * 0.05)) tellSoon(stateOf({ attemptId: "of-a-stranger", messageId: "m-stranger" }, "delivered"), 60_000);
    },
    follow: (line: Line, listener: (fact: ProviderFact) => void): (() => void) => {
      listeners.set(line, listener);
      const waiting = missed.get(line.deviceId) ?? [];
      missed.set(line.deviceId, []);
      for (const fact of waiting) clock.setTimer(10, () => tell(fact));
      return () => void listeners.delete(line);
    },
    tellMissed: (): void => {
      for (const waiting of missed.values()) for (const fact of waiting.splice(0)) tell(fact);
    },
  };
};

export const createFarEnd = (far: FarEndKind, world: World): FarEnd => {
  const { id, channel, kind, keyLifeMs, rate } = far;
  const { clock } = world;
  const news = createNews(world);
  const desk = createDesk(far, world, news.about);
  const connect: FarEnd["connect"] = (line) => {
    const pace = createPaceJudge(id, rate, world);
    const lookUp = async ({ request }: { readonly request: SendRequest }): Promise<LookUpOutcome> => {
      line.danger("before a look-up");
      if (!line.alive()) return await never();
      await clock.sleep(100);
      await line.awake();
      line.danger("after a look-up");
      if (!line.alive()) return await never();
      if (world.happens(world.faultShare)) return { kind: "cannot-tell", code: "unavailable" };
      const taken = desk.find(request.attemptId);
      // Lists lag behind, and at times leave something out.
      const isListed = taken !== undefined && world.trueNow() - taken.at > 30_000 && !world.happens(world.faultShare * 0.1);
      return isListed ? { kind: "found", providerMessageId: "listed", fact: "sent" } : { kind: "not-found" };
    };
    const provider: Provider = {
      id,
      channel,
      keyed: kind === "keyed",
      keyLifeMs: kind === "keyed" ? keyLifeMs : 0,
      rate,
      ...(far.pushService === undefined ? {} : { pushService: far.pushService }),
      send: async (request, signal) => {
        line.danger("before a request");
        if (!line.alive()) return await never();
        world.trace.note(`${id} hears ${request.messageId} ${request.attemptId}`);
        line.arrived(request, id);
        pace.arrived(request.attemptId, signal);
        const outcome = await answer(request, signal, { far, world, desk }).finally(() => pace.ended(request.attemptId));
        await line.awake();
        line.danger("after an answer");
        if (!line.alive()) return await never();
        pace.told(outcome);
        world.trace.note(`${id} answers ${request.attemptId} ${outcome.kind}`);
        return outcome;
      },
      ...(kind === "listed" ? { lookUp } : {}),
      test: () => Promise.resolve({ ok: true, sentence: "Ready." }),
      subscribe: (listener) => news.follow(line, listener),
      stop: () => Promise.resolve(),
    };
    return { provider, pace };
  };
  return { id, keyLifeMs, connect, tellAll: news.tellMissed };
};
