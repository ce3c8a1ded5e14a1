export type { Api } from "./api/router.ts";
export { createHub, type Hub, type HubDeps, type HubStatus } from "./create-hub.ts";
