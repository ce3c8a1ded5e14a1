import { Mail, Send, Settings, Users, Home, Upload, type LucideIcon } from "../ui/icons.ts";

/** Paths of the hash location. Campaign paths carry `:campaignId`, that of a lane its account. */
export const routes = {
  today: "/today",
  guests: "/guests",
  bin: "/guests/bin",
  history: "/guests/history",
  import: "/import",
  messages: "/messages",
  compose: "/messages/:campaignId/compose",
  review: "/messages/:campaignId/review",
  run: "/messages/:campaignId/run",
  report: "/messages/:campaignId/report",
  deliveries: "/deliveries",
  blocked: "/deliveries/blocked",
  lane: "/lanes/:provider",
  settings: "/settings",
  damaged: "/settings/damaged",
} as const;

export interface RailPlace {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
}

/** In the order of Ctrl+1, Ctrl+2... */
export const rail: readonly RailPlace[] = [
  { href: routes.today, label: "Today", icon: Home },
  { href: routes.guests, label: "Guests", icon: Users },
  { href: routes.import, label: "Import", icon: Upload },
  { href: routes.messages, label: "Messages", icon: Mail },
  { href: routes.deliveries, label: "Deliveries", icon: Send },
  { href: routes.settings, label: "Settings", icon: Settings },
];
