import type { Control } from "#shared/message/ledger-rows.ts";
import type { Ledger } from "./ledger/index.ts";
import type { Clock, Logger } from "./ports/index.ts";
import type { SettingsStore } from "./settings-store.ts";

/**
 * The newest order of a person (a stop, a pause, a cancel, a resume) that this computer's journal has, kept beside it in the store. An older
 * copy of the journal may lack nothing but an order, and would send what was stopped.
 */
export interface OrderMemory {
  /** Before the person is told. Without it an order holds all the same, so a store that takes no writes is only logged. */
  remember(orders: readonly Control[]): Promise<void>;
  /** Whether the journal has what is remembered. */
  isKnownTo(ledger: Pick<Ledger, "readControls" | "stats">): Promise<boolean>;
  /** A new journal begins without it. */
  forget(): Promise<void>;
}

export interface OrderMemoryDeps {
  readonly settings: SettingsStore;
  readonly deviceId: string;
  readonly clock: Pick<Clock, "now">;
  readonly logger: Logger;
}

const kind = "newest-order";

export const createOrderMemory = ({ settings, deviceId, clock, logger }: OrderMemoryDeps): OrderMemory => {
  const id = `${kind}:${deviceId}`;
  return {
    remember: async (orders) => {
      const newest = orders.at(-1);
      if (newest === undefined) return;
      const value = { controlId: newest.controlId };
      await settings.put({ id, weddingId: "device", kind, value, updatedAt: Math.round(clock.now()) }).catch((error: unknown) => {
        logger.warn("An order could not be remembered beside the send journal.", { reason: String(error) });
      });
    },
    isKnownTo: async (ledger) => {
      const controlId = (await settings.get(id))?.value["controlId"];
      return controlId === undefined || hasOrder(ledger, String(controlId));
    },
    forget: () => settings.remove(id),
  };
};

/** With a damaged order it may be that one; the ledger answers such damage with a pause. */
export const hasOrder = (ledger: Pick<Ledger, "readControls" | "stats">, controlId: string): boolean =>
  ledger.readControls().some((control) => control.controlId === controlId) || ledger.stats().damagedOrders > 0;
