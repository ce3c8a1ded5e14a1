import { readPushAddress, type PushService } from "#shared/contact/push-address.ts";
import type { Channel } from "#shared/domain/fields.ts";
import type { PlanStep, Priority } from "#shared/message/ledger-rows.ts";

/** Everything that may be sent by the same providers. A push goes by the one service that knows its device. */
export type Route = `${Channel | `push/${PushService}`}:${"practice" | "real"}`;

export const routeOf = ({ channel, address }: Pick<PlanStep, "channel" | "address">, practice: boolean): Route => {
  const service = channel === "push" ? readPushAddress(address)?.service : undefined;
  return `${service === undefined ? channel : (`push/${service}` as const)}:${practice ? "practice" : "real"}`;
};

/** The parts of a route; `service` for those pushes whose address names one. */
export const readRoute = (
  route: Route,
): { readonly channel: Channel; readonly service: PushService | undefined; readonly practice: boolean } => {
  const [way = "", kind] = route.split(":");
  const [channel, service] = way.split("/") as [Channel, PushService | undefined];
  return { channel, service, practice: kind === "practice" };
};

/** Most urgent first: a blast never delays a day-of message. */
export const priorities: readonly Priority[] = ["day-of", "reply", "reminder", "bulk"];

/** Messages whose time has come and that wait for room on a lane: by urgency, then first come, first served. */
export interface ReadyLine {
  add(messageId: string, route: Route, priority: Priority): void;
  remove(messageId: string): void;
  routeOf(messageId: string): Route | undefined;
  routes(): Route[];
  ids(): string[];
  /** How urgent the first of a route is; undefined when nobody waits there. */
  urgencyOf(route: Route): Priority | undefined;
  /** The first `count` of a route, and for each how urgent it is; they stay in line until removed. */
  first(route: Route, count: number): { readonly messageId: string; readonly priority: Priority }[];
}

export const createReadyLine = (): ReadyLine => {
  const lines = new Map<Route, Map<Priority, Set<string>>>();
  const places = new Map<string, { readonly route: Route; readonly priority: Priority }>();
  const remove = (messageId: string): void => {
    const place = places.get(messageId);
    if (place === undefined) return;
    places.delete(messageId);
    lines.get(place.route)?.get(place.priority)?.delete(messageId);
  };
  const urgencyOf = (route: Route): Priority | undefined => priorities.find((priority) => (lines.get(route)?.get(priority)?.size ?? 0) > 0);
  return {
    add: (messageId, route, priority) => {
      const place = places.get(messageId);
      if (place?.route === route && place.priority === priority) return;
      remove(messageId);
      let line = lines.get(route);
      if (line === undefined) lines.set(route, (line = new Map(priorities.map((one) => [one, new Set<string>()]))));
      line.get(priority)?.add(messageId);
      places.set(messageId, { route, priority });
    },
    remove,
    routeOf: (messageId) => places.get(messageId)?.route,
    routes: () => [...lines.keys()].filter((route) => urgencyOf(route) !== undefined),
    ids: () => [...places.keys()],
    urgencyOf,
    first: (route, count) => {
      const found: { messageId: string; priority: Priority }[] = [];
      for (const priority of priorities) {
        for (const messageId of lines.get(route)?.get(priority) ?? []) {
          if (found.length >= count) return found;
          found.push({ messageId, priority });
        }
      }
      return found;
    },
  };
};
