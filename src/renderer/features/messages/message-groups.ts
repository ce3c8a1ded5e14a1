import type { MessageGroup } from "#shared/domain/message-view.ts";
import { messagesPath, plainView } from "./view-url.ts";

/** Groups of the deliveries list, in the order of its tabs. */
export const messageGroups: readonly { readonly id: MessageGroup; readonly label: string }[] = [
  { id: "all", label: "All" },
  { id: "held", label: "Held" },
  { id: "dead", label: "Gave up" },
  { id: "problem", label: "Problems" },
  { id: "waiting", label: "Waiting" },
  { id: "accepted", label: "Accepted" },
  { id: "delivered", label: "Delivered" },
];

/** Address of the messages behind a number. */
export const deliveriesPath = (group: MessageGroup, campaignId: string | null = null): string =>
  messagesPath({ ...plainView, group, campaignId });
