export * from "./campaign.ts";
export * from "./fields.ts";
export * from "./guest-view.ts";
export * from "./guest.ts";
export * from "./message.ts";
export * from "./suppression.ts";
export * from "./wedding.ts";
