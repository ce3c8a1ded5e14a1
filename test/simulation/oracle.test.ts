import { describe, expect, test } from "vitest";
import type { Attempt, Control, Fact, Intent } from "#shared/message/ledger-rows.ts";
import type { SendRequest } from "#hub/providers/contract.ts";
import { attemptOf, factOf, oneIntent } from "#test/dispatch/rows.ts";
import { judgeArrival, judgeEnding, type Ending, type Evidence } from "./world/oracle.ts";
import { createConfirmedOrders } from "./world/orders.ts";
import { expectedPayload } from "./world/wedding.ts";

const first = attemptOf(1, { idempotencyKey: "key-1" });
const repeat = attemptOf(2, { idempotencyKey: "key-1" });
const doubted = factOf("unknown", first);
const name = "Amira";
const intent = { ...oneIntent, values: { "guest.first_name": name } };
const [
  stepOne = ((): never => {
    throw new Error("a plan has a step");
  })(),
] = intent.plan;
const requestOf = (attempt: Attempt): SendRequest => ({
  messageId: oneIntent.messageId,
  attemptId: attempt.attemptId,
  idempotencyKey: attempt.idempotencyKey,
  expiresAt: oneIntent.expiresAt,
  payload: expectedPayload(stepOne, name),
});

interface Given {
  readonly request?: Partial<SendRequest>;
  readonly provider?: string;
  readonly intent?: Partial<Intent>;
  readonly orders?: readonly (readonly [scope: string, action: Control["action"]])[];
  readonly evidence?: Partial<Evidence>;
  /** An address, a guest or "campaign" about which something was written into the lists before. */
  readonly noted?: { readonly [List in keyof Evidence["lists"]]?: string };
  readonly wall?: number;
}

/** What the oracle says when the last of these attempts arrives; the first words of each, which name the invariant. */
const said = (attempts: readonly Attempt[], facts: readonly Fact[], given: Given = {}): string[] => {
  const last = attempts.at(-1) ?? first;
  const request = { ...requestOf(last), ...given.request };
  const ledger = {
    readMessage: () => ({ intent: { ...intent, ...given.intent }, attempts, facts, damaged: 0, earlier: [] }),
    readControls: () =>
      (given.orders ?? []).map(([scope, action], index) => ({ controlId: `c${index}`, at: 0, approvalId: null, scope, action })),
  };
  const list = (key: string | undefined): Map<string, number> => new Map(key === undefined ? [] : [[key, 0]]);
  const { suppressedSince, editedSince, answeredSince, revisedSince } = given.noted ?? {};
  const lists = {
    suppressedSince: list(suppressedSince),
    editedSince: list(editedSince),
    answeredSince: list(answeredSince),
    revisedSince: revisedSince === undefined ? null : 0,
  };
  const wall = given.wall ?? last.startedAt;
  const now = { wall, true: wall, steady: 1 };
  const evidence = {
    ledger,
    lists,
    orders: createConfirmedOrders(),
    isQuiet: () => false,
    holdsClaim: () => true,
    keyLifeMs: () => 24 * 3_600_000,
    now,
    ...given.evidence,
  };
  return judgeArrival(request, given.provider ?? last.provider, evidence).map((problem) => problem.split(":")[0] ?? "");
};

describe("the judge of arrivals", () => {
  test("has nothing against a first try, a try after certainty, a repeat under its key, and what a person forced", () => {
    expect(said([first], [])).toEqual([]);
    expect(said([first, attemptOf(2)], [factOf("deferred", first)])).toEqual([]);
    expect(said([first, repeat], [doubted])).toEqual([]);
    expect(said([first, attemptOf(2)], [doubted, factOf("held", first), factOf("send-again", first)])).toEqual([]);
    expect(
      said([first], [], {
        orders: [
          ["all", "pause"],
          ["all", "resume"],
        ],
      }),
    ).toEqual([]);
  });

  test.for([
    ["another attempt in doubt", said([first, attemptOf(2)], [doubted]), ["S5"]],
    ["an attempt that has no answer yet", said([first, attemptOf(2)], []), ["S5"]],
    [
      "two empty keys",
      said(
        [
          { ...first, idempotencyKey: "" },
          { ...repeat, idempotencyKey: "" },
        ],
        [doubted],
      ),
      ["S5"],
    ],
    ["another provider", said([first, { ...repeat, provider: "resend" }], [doubted]), ["S7"]],
    ["other bytes under the key", said([first, { ...repeat, bodySha256: "c".repeat(64) }], [doubted]), ["S6"]],
    ["a key of yesterday", said([first, { ...repeat, startedAt: first.startedAt + 24 * 3_600_000 }], [doubted]), ["S6"]],
    ["what was taken", said([first, repeat], [factOf("delivered", first)]), ["S1"]],
    ["its own end", said([first], [factOf("deferred", first)]), ["S3"]],
    ["no row", said([first], [], { request: { attemptId: "none" } }), ["S3"]],
    ["another provider than its row says", said([first], [], { provider: "twilio" }), ["S3"]],
    ["another key than its row says", said([first], [], { request: { idempotencyKey: "other" } }), ["S6"]],
    ["its expiry", said([first], [], { wall: oneIntent.expiresAt }), ["S10"]],
    ["the panic stop", said([first], [], { orders: [["all", "pause"]] }), ["S15"]],
    ["a pause", said([first], [], { orders: [[oneIntent.campaignId, "pause"]] }), ["S15"]],
    [
      "a cancel that something else followed",
      said([first], [], {
        orders: [
          [oneIntent.campaignId, "cancel"],
          [oneIntent.campaignId, "ask-late"],
        ],
      }),
      ["S15", "S15"],
    ],
    ["a suppression", said([first], [], { noted: { suppressedSince: stepOne.address } }), ["S9"]],
    ["a changed address", said([first], [], { noted: { editedSince: stepOne.address } }), ["S14"]],
    ["a changed campaign", said([first], [], { noted: { revisedSince: "campaign" } }), ["S14"]],
    [
      "the answer of whom it reminds",
      said([first], [], { intent: { priority: "reminder" }, noted: { answeredSince: oneIntent.guestId } }),
      ["S9"],
    ],
    ["other words", said([first], [], { request: { payload: expectedPayload(stepOne, "Somebody") } }), ["S14"]],
    [
      "another address",
      said([first], [], { request: { payload: expectedPayload({ ...stepOne, address: "x@example.org" }, name) } }),
      ["S14"],
    ],
    ["its time", said([first], [], { intent: { notBefore: first.startedAt + 1 } }), ["S10"]],
    ["its hold", said([first], [], { intent: { holdUntil: first.startedAt + 1 } }), ["S15"]],
    ["the night", said([first], [], { evidence: { isQuiet: () => true } }), ["S11"]],
    ["the claim of another desktop", said([first], [], { evidence: { holdsClaim: () => false } }), ["S8"]],
  ] as const)("does not let %s pass", ([, problems, expected]) => {
    expect(problems).toEqual(expected);
  });

  test("takes a verdict for the end of a doubt only if it is about the address, from that provider, under that key", () => {
    const third = attemptOf(3, { planIndex: 0 });
    const verdict = (attempt: Partial<Attempt>, fact: Partial<Fact>): string[] => {
      const second = { ...repeat, ...attempt };
      return said([first, second, third], [doubted, factOf("rejected", second, fact)]);
    };
    expect(verdict({}, {})).toEqual([]);
    for (const scope of ["message", null] as const) expect(verdict({}, { scope })).toEqual(["S5"]);
    expect(verdict({ idempotencyKey: "key-2" }, {})).toEqual(["S5"]);
    expect(verdict({ provider: "resend" }, {})).toEqual(["S5"]);
  });
});

describe("the judge of endings", () => {
  const end = (given: Partial<Ending>): string[] =>
    judgeEnding({
      messageId: "m",
      kind: "accepted",
      effects: 1,
      facts: [],
      pastExpiryMs: -1,
      isSpoilt: false,
      mayWait: false,
      ...given,
    }).map((one) => one.split(":")[0] ?? "");

  test("has nothing against what was sent once, twice on a person's word, or marked by one", () => {
    expect(end({})).toEqual([]);
    expect(end({ effects: 2, facts: ["send-again"] })).toEqual([]);
    expect(end({ effects: 0, facts: ["marked-accepted"] })).toEqual([]);
    expect(end({ kind: "cancelled", facts: ["skipped"] })).toEqual([]);
    expect(end({ kind: "held" })).toEqual([]);
  });

  test.for([
    ["twice", { effects: 2 }, ["S1"]],
    ["lost", { kind: "lost", effects: 0 }, ["lost"]],
    ["unknown for ever", { kind: "unknown" }, ["L1"]],
    ["accepted and never sent", { effects: 0 }, ["L2"]],
    ["sent and rejected", { kind: "rejected" }, ["L2"]],
    ["sent and cancelled", { kind: "cancelled" }, ["L2"]],
    ["expired too early", { kind: "expired", effects: 0, pastExpiryMs: -3_600_000 }, ["L1"]],
  ] as const)("does not let %s pass", ([, given, expected]) => {
    expect(end(given)).toEqual(expected);
  });
});
