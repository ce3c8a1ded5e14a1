export { microsPerCent } from "./estimate.ts";
export { createCampaigns, type Campaigns } from "./campaigns.ts";
export type { CampaignsDeps, Lane, PlannedSend, TextTerms } from "./world.ts";
