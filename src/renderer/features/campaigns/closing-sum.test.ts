import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { emptyTally as none } from "#shared/api/campaigns.ts";
import { closingSum, sumLine } from "./closing-sum.ts";

describe("the closing sum (L2)", () => {
  it("prints delivered apart from accepted, and leaves zeros out", () => {
    const sum = closingSum({ ...none, approved: 150, accepted: 83, delivered: 74, waiting: 61, held: 3, rejected: 3 });
    expect(sumLine(sum)).toBe("150 = 74 delivered + 9 accepted + 61 waiting + 3 held + 3 rejected");
    expect(sum.closes).toBe(true);
  });

  it("does not close when one message is missing, even if the hub says so", () => {
    expect(closingSum({ ...none, approved: 10, waiting: 9 }).closes).toBe(false);
  });

  it("does not close when the hub says that it does not", () => {
    expect(closingSum({ ...none, approved: 10, waiting: 10, sumCloses: false }).closes).toBe(false);
  });

  it("closes for every tally whose parts add up", () => {
    const n = fc.nat({ max: 1000 });
    fc.assert(
      fc.property(fc.record({ delivered: n, bounced: n, other: n, waiting: n, held: n, dead: n, suppressed: n }), (part) => {
        const { delivered, bounced, other, ...rest } = part;
        const accepted = delivered + bounced + other;
        const approved = accepted + rest.waiting + rest.held + rest.dead + rest.suppressed;
        expect(closingSum({ ...none, ...rest, delivered, bounced, accepted, approved }).closes).toBe(true);
      }),
    );
  });
});
