import type { Channel } from "#shared/domain/fields.ts";
/**
 * How practice mode behaves. Shares are between 0 and 1 and are drawn per message from its id, so that the same
 * message always fares the same. Times are milliseconds before `speed` divides them.
 */
export interface PracticeBehaviour {
  /** 1 is the pace of a rehearsal that is fun to watch; 10 is ten times as fast; `Infinity` takes no time at all. */
  readonly speed: number;
  /** `outage`: every call is deferred for the lane. `credentials-refused`: the lane is broken until it changes. */
  readonly standing: "working" | "outage" | "credentials-refused";
  /** Share of messages whose first call is deferred as rate limited. */
  readonly deferredShare: number;
  /** Share refused for good because of the address. */
  readonly rejectedShare: number;
  /** Share accepted, then returned (email: hard bounce; text message: undelivered). */
  readonly returnedShare: number;
  /** Share accepted and never heard of again. */
  readonly silentShare: number;
  /** Share accepted although the answer never arrives: the call ends `unknown`. */
  readonly answerLostShare: number;
  /** Share whose request never arrives although it seemed to: `unknown`, and no look-up ever finds it. */
  readonly requestLostShare: number;
  /** Share delivered only after a stated delay. */
  readonly delayedShare: number;
  /** Shares of the delivered, then of the opened, then of the clicked ones. Email only. */
  readonly openedShare: number;
  readonly clickedShare: number;
  readonly complainedShare: number;
  /** Share of facts that are stated twice, as webhooks do. */
  readonly repeatedFactShare: number;
  readonly latencyMsMin: number;
  readonly latencyMsMax: number;
}

const shared = {
  speed: 1,
  standing: "working",
  requestLostShare: 0,
  answerLostShare: 0.01,
  repeatedFactShare: 0.05,
  latencyMsMin: 60,
  latencyMsMax: 320,
} as const;

/**
 * A bad but believable day: every kind of ending turns up a few times among 480 guests, and nearly all is well.
 * Nothing is lost without a trace by default (`requestLostShare` 0), so that a rehearsal settles by itself.
 */
export const practiceBehaviours: Readonly<Record<Channel, PracticeBehaviour>> = {
  email: {
    ...shared,
    deferredShare: 0.04,
    rejectedShare: 0.01,
    returnedShare: 0.02,
    silentShare: 0.03,
    delayedShare: 0.02,
    openedShare: 0.5,
    clickedShare: 0.4,
    complainedShare: 0.01,
  },
  sms: {
    ...shared,
    deferredShare: 0.03,
    rejectedShare: 0.02,
    returnedShare: 0.02,
    silentShare: 0.04,
    delayedShare: 0,
    openedShare: 0,
    clickedShare: 0,
    complainedShare: 0,
  },
  // Push services say that they took a push, and nothing afterwards (providers.md 4.5, 5.5).
  push: {
    ...shared,
    deferredShare: 0.02,
    rejectedShare: 0.03,
    returnedShare: 0,
    silentShare: 1,
    delayedShare: 0,
    openedShare: 0,
    clickedShare: 0,
    complainedShare: 0,
  },
};

/** Nothing ever goes wrong: for tests and measurements that are about something else. */
export const flawlessBehaviour: PracticeBehaviour = {
  ...practiceBehaviours.sms,
  deferredShare: 0,
  rejectedShare: 0,
  returnedShare: 0,
  silentShare: 0,
  answerLostShare: 0,
  repeatedFactShare: 0,
};
