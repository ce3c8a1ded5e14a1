import type { Intent } from "./ledger-rows.ts";

/** Which slots ask guests for an answer. */
export const reminderSlotPrefix = "reminder";

/**
 * Whether it asks for an answer, and so is out of place once there is one. The slot says so, or a person who chose the kind: choosing
 * another kind for a reminder changes how urgent it is, not what it asks.
 */
export const isReminder = ({ slot, priority }: Pick<Intent, "slot" | "priority">): boolean =>
  priority === "reminder" || slot.startsWith(reminderSlotPrefix);
