import type { Intent } from "./ledger-rows.ts";

/** A test goes the whole way of a real message, but belongs to no guest and to no campaign's sum: only its name tells which. */
const prefix = "test:";

export const testCampaignId = (campaignId: string): string => `${prefix}${campaignId}`;

/** Whether a person wrote this to themselves, to see it arrive. */
export const isTestSend = ({ campaignId }: Pick<Intent, "campaignId">): boolean => campaignId.startsWith(prefix);

/** The campaign that a message belongs to or is a test of. */
export const campaignIdOf = ({ campaignId }: Pick<Intent, "campaignId">): string =>
  campaignId.startsWith(prefix) ? campaignId.slice(prefix.length) : campaignId;

/** Whom a test is to, where a guest's id would be. */
export const testGuestId = "test";
export const testSlot = "test";
