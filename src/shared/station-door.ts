/** What page and station agree on about the way in; the page lives in `renderer/bridge`, the door in `main/station`. */

/** WebSocket path of the API. */
export const socketPath = "/api";
/** The protocol that is spoken; beside it the page offers its token. */
export const socketProtocol = "usher.v1";
export const socketTokenPrefix = "usher.token.";
/** Close code for a token that is not known (any more): trying again is useless. */
export const socketUnauthorised = 4401;
/** POST the launch code as text, get the session token as text; 403 for a code that is used, too old or unknown. */
export const sessionPath = "/session";
/** Name of the launch code in the URL's fragment. */
export const launchParameter = "launch";
/** POST with the instance's secret: answers a fresh launch URL. For a second start on the same data folder. */
export const handoverPath = "/handover";
