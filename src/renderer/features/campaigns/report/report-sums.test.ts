import { describe, expect, it } from "vitest";
import type { ReportRow } from "#shared/api/run-report.ts";
import { accountWords, sumsBy } from "./report-sums.ts";

const row = (term: ReportRow["term"], cents = 0): ReportRow => ({
  messageId: "m",
  guestId: "g",
  name: "Ana",
  term,
  sentence: "",
  reason: "",
  channel: "sms",
  provider: "twilio",
  attempts: 1,
  at: 1,
  cents,
});

describe("the sums of a run report", () => {
  it("add up to everybody who was approved", () => {
    const rows = [row("delivered", 2), row("waiting"), row("delivered", 3)];
    expect(sumsBy(rows, ({ term }) => term)).toEqual([
      { key: "delivered", count: 2, cents: 5 },
      { key: "waiting", count: 1, cents: 0 },
    ]);
    expect(accountWords({ approved: 3, rows })).toBe("3 approved = 2 delivered + 1 waiting");
  });

  it("say plainly when somebody is missing (L2)", () => {
    expect(accountWords({ approved: 2, rows: [row("held")] })).toBe("2 approved = 1 held: nobody knows + 1 not accounted for");
    expect(accountWords({ approved: 0, rows: [] })).toBe("0 approved = 0");
  });
});
