import type { IncomingHttpHeaders } from "node:http";

export type GateVerdict = "pass" | "wrong-host" | "wrong-origin";

/** Status that each refusal answers with: 421 ends DNS rebinding, 403 ends foreign pages. */
export const gateStatus = { "wrong-host": 421, "wrong-origin": 403 } as const;

/**
 * Whether a request may be looked at. `origin` is the station's own, e.g. `http://127.0.0.1:4711`; Host must be its host
 * to the letter. What changes state or opens a socket must also come from the very same origin: an absent Origin is
 * refused there. Other requests may lack Origin (a typed address) but not carry a foreign one.
 */
export const judgeRequest = (headers: IncomingHttpHeaders, origin: string, needsOrigin: boolean): GateVerdict => {
  if (headers.host !== new URL(origin).host) return "wrong-host";
  if (headers.origin === undefined) return needsOrigin ? "wrong-origin" : isForeign(headers) ? "wrong-origin" : "pass";
  return headers.origin === origin ? "pass" : "wrong-origin";
};

/** Browsers say where a request comes from even without Origin; a page elsewhere may not even load our files. */
const isForeign = (headers: IncomingHttpHeaders): boolean => {
  const site = headers["sec-fetch-site"];
  const navigation = headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  return (site === "cross-site" || site === "same-site") && !navigation;
};
