import { describe, expect, it } from "vitest";
import type { AppStatus } from "#shared/api/app.ts";
import type { LaneStatus } from "#shared/api/lanes.ts";
import { needsYou } from "./needs-you.ts";

const lane = (part: Partial<LaneStatus>): LaneStatus => ({
  provider: "practice-email",
  channel: "email",
  health: "ok",
  perSecond: 0,
  until: null,
  quota: null,
  problem: null,
  ...part,
});
const status = (part: Partial<AppStatus>): AppStatus => ({
  online: true,
  sendingPaused: false,
  stops: [],
  sendingProblem: null,
  lanes: [lane({})],
  heldCount: 0,
  damagedRows: 0,
  running: [],
  ...part,
});
const count = (preset: "bounced" | "unreachable" | "possible-duplicates", number: number) => ({ preset, count: number });

describe("what needs a person", () => {
  it("is nothing while all is well, and while nothing is known yet", () => {
    expect(needsYou([], undefined)).toEqual([]);
    expect(needsYou([count("bounced", 0)], status({}))).toEqual([]);
  });

  it("puts what may harm first: held messages, broken providers, then people", () => {
    const needs = needsYou(
      [count("possible-duplicates", 12), count("unreachable", 2), count("bounced", 11)],
      status({ heldCount: 3, lanes: [lane({ channel: "sms", provider: "twilio", health: "broken" })] }),
    );
    expect(needs.map(({ id }) => id)).toEqual(["held-messages", "lane-sms-twilio", "bounced", "unreachable", "possible-duplicates"]);
  });

  it("tells of damaged entries", () => {
    expect(needsYou([], status({ damagedRows: 1 }))[0]?.sentence).toContain("1 entry of your lists is not what was written");
    expect(needsYou([], status({ damagedRows: 3 }))[0]?.sentence).toContain("3 entries of your lists are not what was written");
  });

  it("leads to a lane that is stuck, with its sentence", () => {
    const problem = { code: "lane-stuck", sentence: "Twilio has taken no message for over a minute.", nextStep: "Look at it." };
    const needs = needsYou([], status({ lanes: [lane({ channel: "sms", provider: "twilio#2", health: "stuck", problem })] }));
    expect(needs).toMatchObject([{ sentence: problem.sentence, href: "/lanes/twilio%232", action: "Look" }]);
  });

  it("asks about a campaign that is late, and leads to its run", () => {
    const running = { weddingId: "w", campaignId: "c1", name: "Invitation", done: 88, total: 500 };
    expect(needsYou([], status({ running: [{ ...running, isLate: false }] }))).toEqual([]);
    const [late] = needsYou([], status({ running: [{ ...running, isLate: true }] }));
    expect(late).toMatchObject({ id: "late-c1", href: "/messages/c1/run" });
    expect(late?.sentence).toContain("412 of “Invitation” are late");
  });

  it("leads to exactly the people behind each number", () => {
    const [bounced] = needsYou([count("bounced", 11)], undefined);
    expect(bounced).toMatchObject({ sentence: "11 with a bounced or wrong address", href: "/guests?preset=bounced" });
    expect(needsYou([], status({ heldCount: 3 }))[0]?.href).toBe("/deliveries?group=held");
  });
});
