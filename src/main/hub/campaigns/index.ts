export { createCampaigns, type Campaigns } from "./campaigns.ts";
export type { CampaignsDeps, Lane, TextTerms } from "./world.ts";
