import type { Control } from "#shared/message/ledger-rows.ts";
import type { Ledger } from "#hub/ledger/index.ts";
import type { Clock, Ids } from "#hub/ports/index.ts";

/**
 * Blocks that a person made, as the send journal keeps them: by the id of the suppression alone, so that no address stands there. The
 * list of addresses is the store's; where its file loses one, the block holds all the same.
 */
export interface KeptBlocks {
  /** Resolves when it is on disk. */
  block(suppressionId: string): Promise<void>;
  unblock(suppressionId: string): Promise<void>;
  isBlocked(suppressionId: string): boolean;
}

const prefix = "block:";

export const createKeptBlocks = (
  ledger: Pick<Ledger, "append" | "readControls" | "onAppend">,
  ids: Ids,
  clock: Pick<Clock, "now">,
): KeptBlocks => {
  const blocked = new Set<string>();
  const apply = (rows: readonly Control[]): void => {
    for (const { scope, action } of rows) {
      if (action === "block") blocked.add(scope);
      else if (action === "unblock") blocked.delete(scope);
    }
  };
  apply(ledger.readControls());
  ledger.onAppend(({ controls }) => apply(controls));
  const write = async (suppressionId: string, action: "block" | "unblock"): Promise<void> => {
    const row = { controlId: ids.next(), scope: `${prefix}${suppressionId}`, action, approvalId: null, at: Math.round(clock.now()) };
    await ledger.append({ controls: [row] });
  };
  const isBlocked = (suppressionId: string): boolean => blocked.has(`${prefix}${suppressionId}`);
  return {
    block: (suppressionId) => write(suppressionId, "block"),
    unblock: async (suppressionId) => {
      if (isBlocked(suppressionId)) await write(suppressionId, "unblock");
    },
    isBlocked,
  };
};
