import type { Claims } from "#hub/dispatcher/index.ts";
import { never, type World } from "./world.ts";

/** What one process sees of it. */
export interface ClaimsLine {
  readonly deviceId: string;
  alive(): boolean;
  danger(point: string): void;
  awake(): Promise<void>;
}

/**
 * The right to send, where several desktops work on one wedding (design 4.3): one row per message, inserted once, never
 * expiring. A model of the Postgres table that the sync will bring; requests and answers get lost, and at times nobody reaches it.
 */
export interface ClaimsTable {
  ownerOf(messageId: string): string | undefined;
  connect(line: ClaimsLine): Claims;
  /** Nobody reaches it for this long, milliseconds. */
  cutOff(ms: number): void;
}

interface ClaimRow {
  readonly deviceId: string;
  readonly at: number;
}

export const createClaimsTable = (world: World): ClaimsTable => {
  const { clock, random } = world;
  const rows = new Map<string, ClaimRow>();
  let reachableAt = 0;
  /** INSERT ... ON CONFLICT DO NOTHING, then the rows that are ours. */
  const insert = (ids: readonly string[], deviceId: string): ReadonlySet<string> => {
    const own = ids.filter((id) => {
      const row = rows.get(id);
      const isFree = row === undefined;
      if (isFree) rows.set(id, { deviceId, at: clock.monotonic() });
      return isFree || row.deviceId === deviceId;
    });
    world.trace.note(`claims of ${deviceId}: ${own.length} of ${ids.length}`);
    return new Set(own);
  };
  return {
    ownerOf: (id) => rows.get(id)?.deviceId,
    cutOff: (ms) => {
      reachableAt = clock.monotonic() + ms;
    },
    connect: ({ deviceId, alive, danger, awake }) => ({
      claim: async (ids) => {
        danger("before the claim");
        if (!alive()) return await never();
        await clock.sleep(5 + random.next() * 200);
        const isLost = clock.monotonic() < reachableAt || world.happens(world.faultShare * 0.2);
        const granted = isLost && world.happens(0.5) ? undefined : insert(ids, deviceId);
        await awake();
        danger("after the claim");
        if (!alive()) return await never();
        // Without an answer the desktop has no right; it asks again.
        if (isLost || granted === undefined) throw new Error("the claims cannot be reached");
        return granted;
      },
    }),
  };
};
