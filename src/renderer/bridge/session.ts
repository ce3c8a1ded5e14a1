import { launchParameter, sessionPath } from "#shared/station-door.ts";

const tokenKey = "usher.session";

/**
 * The session token of this tab. A launch code in the URL's fragment is taken out of it at once and swapped; without one, the
 * token of before a reload is used. Undefined when there is neither, or the code was refused. Rejects when the station is away.
 */
export const obtainSession = async (): Promise<string | undefined> => {
  const code = takeLaunchCode();
  if (code === undefined) return sessionStorage.getItem(tokenKey) ?? undefined;
  const response = await fetch(sessionPath, { method: "POST", body: code, cache: "no-store" });
  if (!response.ok) return sessionStorage.getItem(tokenKey) ?? undefined;
  const token = await response.text();
  sessionStorage.setItem(tokenKey, token);
  return token;
};

export const forgetSession = (): void => sessionStorage.removeItem(tokenKey);

/** Replaces the history entry, so that neither the address bar nor "back" shows the code. */
const takeLaunchCode = (): string | undefined => {
  const code = new URLSearchParams(location.hash.slice(1)).get(launchParameter);
  if (code === null) return undefined;
  history.replaceState(history.state, "", `${location.pathname}${location.search}#/`);
  return code;
};
