/** Groups of the deliveries list, in the order of its tabs. */
export const messageGroups = [
  { id: "all", label: "All" },
  { id: "held", label: "Held" },
  { id: "problem", label: "Problems" },
  { id: "waiting", label: "Waiting" },
  { id: "accepted", label: "Accepted" },
  { id: "delivered", label: "Delivered" },
] as const;

export type MessageGroup = (typeof messageGroups)[number]["id"];

export const messageGroupOf = (value: string | null): MessageGroup => messageGroups.find((group) => group.id === value)?.id ?? "all";

/** Address of the people behind a number. */
export const deliveriesPath = (group: MessageGroup, campaignId?: string): string =>
  `/deliveries?group=${group}${campaignId === undefined ? "" : `&campaign=${campaignId}`}`;
