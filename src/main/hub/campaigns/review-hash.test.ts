import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createReviewHash } from "./review-hash.ts";

describe("the review hash", () => {
  it("is the hash of one JSON array, however it was fed, and can be finished again", () => {
    const fed = createReviewHash(["campaign", 1, null]);
    fed.add("m1", "p1");
    fed.add("m2", "p2");
    const whole = (shown: unknown) =>
      hash(
        "sha256",
        JSON.stringify([
          "campaign",
          1,
          null,
          [
            ["m1", "p1"],
            ["m2", "p2"],
          ],
          shown,
        ]),
      );
    expect(fed.finish({ recipients: 2 })).toBe(whole({ recipients: 2 }));
    expect(fed.finish({ recipients: 3 })).toBe(whole({ recipients: 3 }));
  });

  it("is one of an empty array when nobody gets it", () => {
    expect(createReviewHash(["c"]).finish(0)).toBe(hash("sha256", JSON.stringify(["c", [], 0])));
  });
});
