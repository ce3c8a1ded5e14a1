import { appApi } from "./app.ts";
import { campaignsApi } from "./campaigns.ts";
import { guestsApi, historyApi } from "./guests.ts";
import { os } from "./implementer.ts";
import { importsApi } from "./imports.ts";
import { lanesApi } from "./lanes.ts";
import { messagesApi } from "./messages.ts";
import type { Rooms } from "./rooms.ts";
import { settingsApi } from "./settings.ts";
import { suppressionsApi } from "./suppressions.ts";
import { weddingsApi } from "./weddings.ts";

/** The contract's implementation: every call goes to one room, no logic of its own. */
export const createApi = (rooms: Rooms) =>
  os.router({
    app: appApi(rooms),
    weddings: weddingsApi(rooms),
    guests: guestsApi(rooms),
    history: historyApi(rooms),
    imports: importsApi(rooms),
    campaigns: campaignsApi(rooms),
    messages: messagesApi(rooms),
    lanes: lanesApi(rooms),
    suppressions: suppressionsApi(rooms),
    settings: settingsApi(rooms),
  });

export type Api = ReturnType<typeof createApi>;
