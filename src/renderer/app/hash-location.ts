import { useSyncExternalStore } from "react";
import type { BaseLocationHook } from "wouter";

/**
 * The route, its query included, lives behind the `#`: `#/guests?preset=dietary`. (wouter's own hash hook keeps the query in
 * front of the `#`, where it outlives the page it was meant for.) A route without a query has none.
 */
export const splitHash = (hash: string): { readonly path: string; readonly query: string } => {
  const route = hash.replace(/^#?\/?/u, "/");
  const mark = route.indexOf("?");
  return mark < 0 ? { path: route, query: "" } : { path: route.slice(0, mark), query: route.slice(mark + 1) };
};

const subscribe = (changed: () => void): (() => void) => {
  addEventListener("hashchange", changed);
  addEventListener("popstate", changed);
  return () => {
    removeEventListener("hashchange", changed);
    removeEventListener("popstate", changed);
  };
};

const navigate = (to: string, options: { readonly replace?: boolean; readonly state?: unknown } = {}): void => {
  const { path, query } = splitHash(to);
  const url = `#${path}${query === "" ? "" : `?${query}`}`;
  if (options.replace === true) history.replaceState(options.state ?? null, "", url);
  else history.pushState(options.state ?? null, "", url);
  dispatchEvent(new PopStateEvent("popstate"));
};

const usePath: BaseLocationHook = () => [useSyncExternalStore(subscribe, () => splitHash(location.hash).path), navigate];

/** For wouter's `Router`: path, query and links of the hash. */
export const useHashRoute: BaseLocationHook = Object.assign(usePath, {
  searchHook: () => useSyncExternalStore(subscribe, () => splitHash(location.hash).query),
  hrefs: (href: string) => `#${href}`,
});
