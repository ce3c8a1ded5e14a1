import { describe, expect, it } from "vitest";
import { campaignIdOf, isTestSend, testCampaignId } from "./test-send.ts";

describe("a test to oneself", () => {
  it("is told by the name of its campaign, which names what it is a test of", () => {
    const campaignId = testCampaignId("campaign-1");
    expect([isTestSend({ campaignId }), campaignIdOf({ campaignId })]).toEqual([true, "campaign-1"]);
  });

  it("is nothing else: not even a campaign whose id ends like one", () => {
    for (const campaignId of ["campaign-1", "campaign-test:", "", "contest:1"]) {
      expect([isTestSend({ campaignId }), campaignIdOf({ campaignId })]).toEqual([false, campaignId]);
    }
  });
});
