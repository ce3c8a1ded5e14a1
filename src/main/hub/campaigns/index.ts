export { createCampaigns, type Campaigns } from "./campaigns.ts";
export type { CampaignsDeps, Lane } from "./world.ts";
