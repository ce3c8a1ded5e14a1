export type { Api } from "./api-socket.ts";
export { openFirstWedding } from "./open-first-wedding.ts";
export { createRendererFiles } from "./renderer-files.ts";
export type { ServeFiles } from "./renderer-files.ts";
export { createStation } from "./station.ts";
export type { Station, StationDeps } from "./station.ts";
