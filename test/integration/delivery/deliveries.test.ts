import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Run } from "#shared/api/campaigns.ts";
import { messageViewSchema, type MessageView } from "#shared/domain/message-view.ts";
import { followRun, openHub, sendToEveryone, type OpenedHub } from "#test/hub/open-hub.ts";

let opened: OpenedHub;
let weddingId: string;
let campaignId: string;

/** Requests that got lost are held, and the first failure of a message is its last: every kind of trouble within a second. */
beforeAll(async () => {
  opened = await openHub({
    limits: {
      quietHoursPractice: null,
      lookUpAfterMs: 20,
      lookUpEveryMs: 20,
      lookUpsMax: 2,
      heldAfterMs: 200,
      triesMin: 1,
      giveUpAfterMs: 0,
    },
    providerOptions: { practice: { speed: 200, requestLostShare: 0.05, answerLostShare: 0, deferredShare: 0.05 } },
  });
  weddingId = (await opened.client.weddings.openSample()).weddingId;
  ({ campaignId } = await sendToEveryone(opened.client, weddingId));
  await followRun(opened.client, campaignId, isQuiet);
}, 60_000);
afterAll(() => opened.close());

/** Nothing moves but what a person moves; a lost request under a key is doubted for hours before it is held. */
const isQuiet = ({ tally }: Run): boolean => tally.waiting + tally.sending === 0 && tally.held > 0;
const viewOf = (part: Partial<MessageView>): MessageView => messageViewSchema.parse(part);
const first = async <Value>(stream: AsyncIterable<Value>): Promise<Value> => {
  for await (const value of stream) return value;
  throw new Error("nothing came");
};
const counts = async (part: Partial<MessageView> = {}) =>
  await first(await opened.client.messages.counts({ weddingId, view: viewOf(part) }));
const idsOf = async (part: Partial<MessageView>) => await opened.client.messages.ids({ weddingId, view: viewOf(part) });
const stateOf = async (messageId: string) => (await first(await opened.client.messages.timeline({ messageId })))?.message;

describe("the deliveries of a wedding", () => {
  it("are grouped so that every message is in one group, and the problems include those given up", async () => {
    await expect.poll(async () => (await counts()).all).toBe((await opened.client.messages.ids({ weddingId, view: viewOf({}) })).total);
    const { all, held, dead, problem, waiting, accepted, delivered } = await counts();
    expect(held + problem + waiting + accepted + delivered).toBe(all);
    expect(Math.min(held, dead, delivered)).toBeGreaterThan(0);
    expect(problem).toBeGreaterThanOrEqual(dead);
  });

  it("narrow by channel, provider, time and campaign, and the parts add up", async () => {
    const { all } = await counts();
    const byChannel = await Promise.all((["email", "sms", "push"] as const).map((channel) => counts({ channel })));
    expect(byChannel.reduce((sum, one) => sum + one.all, 0)).toBe(all);
    const asked = (await counts({ provider: "practice-email" })).all;
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(byChannel[0]?.all ?? 0);
    expect((await counts({ campaignId, since: "hour" })).all).toBe(all);
    expect((await counts({ campaignId: "another" })).all).toBe(0);
  });

  it("narrow by exactly the reasons that are counted", async () => {
    const { codes } = await opened.client.messages.facets({ weddingId });
    const reasons = await first(await opened.client.messages.reasons({ weddingId, view: viewOf({ group: "dead" }) }));
    expect(codes.length).toBeGreaterThan(1);
    for (const { code, count } of reasons) expect((await counts({ code })).dead).toBe(count);
    expect(reasons.reduce((sum, { count }) => sum + count, 0)).toBe((await counts()).dead);
  });

  it("are found by a guest's name and by an address, within the chosen group", async () => {
    const [some] = (await idsOf({ group: "delivered" })).messages;
    const row = await stateOf(some?.id ?? "");
    expect((await idsOf({ search: row?.guestName ?? "" })).messages).toContainEqual(some);
    expect((await idsOf({ search: row?.address.toUpperCase() ?? "" })).messages).toContainEqual(some);
    expect((await idsOf({ search: row?.guestName ?? "", group: "held" })).messages).not.toContainEqual(some);
    expect((await idsOf({ search: "nobody of that name" })).total).toBe(0);
  });

  it("are exported as a table of the view, with no cell that a spreadsheet would run", async () => {
    const { csv, rows, total } = await opened.client.messages.exportCsv({ weddingId, view: viewOf({ channel: "sms" }) });
    const lines = csv.trimEnd().split("\r\n");
    expect([rows, total, lines.length - 1]).toEqual([total, (await counts({ channel: "sms" })).all, total]);
    expect(csv).toContain("'+");
    expect(csv).not.toMatch(/(?:^|,)[=+\-@]/mu);
  });
});

describe("a held message", () => {
  it("comes with the evidence: what was sent, when, what came back and what look-ups said", async () => {
    const [held] = (await idsOf({ group: "held" })).messages;
    const story = await first(await opened.client.messages.timeline({ messageId: held?.id ?? "" }));
    expect(story?.evidence?.cameBack).not.toBe("");
    expect(story?.evidence?.text?.body).not.toBe("");
    expect(story?.evidence?.lookUps.every(({ sentence }) => sentence === "The provider does not know it.")).toBe(true);
    expect(story?.evidence?.askedAt).toBeLessThanOrEqual(story?.evidence?.heldAt ?? 0);
  });

  it("can be decided and taken back: it is held as before, and nothing was written", async () => {
    const { messages } = await idsOf({ group: "held" });
    const messageIds = messages.map(({ id }) => id);
    const before = await counts();
    const { decisionId, decided } = await opened.client.messages.decide({ messageIds, decision: "skip" });
    expect(decided).toBe(before.held);
    const again = await opened.client.messages.decide({ messageIds, decision: "arrived" });
    expect(again).toMatchObject({ decided: 0, left: before.held });
    expect(await opened.client.messages.takeBack({ decisionId })).toEqual({ takenBack: before.held });
    expect(await opened.client.messages.takeBack({ decisionId })).toEqual({ takenBack: 0 });
    expect(await counts()).toEqual(before);
  });
});

describe("messages that gave up", () => {
  it("are discarded with a reason that stays in their story, and stay in the list", async () => {
    const before = await counts();
    const [dead] = (await idsOf({ group: "dead" })).messages;
    const messageIds = [dead?.id ?? ""];
    expect(await opened.client.messages.discard({ messageIds, reason: "Called her instead" })).toEqual({ discarded: 1 });
    expect(await opened.client.messages.discard({ messageIds, reason: "twice" })).toEqual({ discarded: 0 });
    await expect.poll(async () => (await counts()).dead).toBe(before.dead - 1);
    expect((await counts()).all).toBe(before.all);
    const story = await first(await opened.client.messages.timeline({ messageId: messageIds[0] ?? "" }));
    expect(story?.message.state).toBe("cancelled");
    expect(story?.entries.at(-1)?.sentence).toContain("Called her instead");
  });

  it("are all tried again at once, and none is accepted twice (S1)", async () => {
    const { messages } = await idsOf({ group: "dead" });
    const { redriven } = await opened.client.messages.redrive({ messageIds: messages.map(({ id }) => id) });
    expect(redriven).toBe(messages.length);
    await followRun(opened.client, campaignId, isQuiet);
    const story = await first(await opened.client.messages.timeline({ messageId: messages[0]?.id ?? "" }));
    expect(story?.entries.filter(({ kind }) => kind === "accepted").length).toBeLessThanOrEqual(1);
    expect(story?.entries.some(({ kind }) => kind === "redriven")).toBe(true);
  });
});

it("a decision that waits is written when the hub stops", { timeout: 60_000 }, async () => {
  const { messages } = await idsOf({ group: "held" });
  const [one] = messages;
  expect(await opened.client.messages.decide({ messageIds: [one?.id ?? ""], decision: "arrived" })).toMatchObject({ decided: 1 });
  await opened.hub.stop();
  opened = await openHub({ dataFolder: opened.dataFolder });
  await expect.poll(async () => (await stateOf(one?.id ?? ""))?.state).toBe("accepted");
});
