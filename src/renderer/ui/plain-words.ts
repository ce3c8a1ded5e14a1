import type { Channel } from "#shared/domain/fields.ts";

export const channelWords: Readonly<Record<Channel, string>> = { email: "Email", sms: "Text", push: "Push" };

/** `1 person`, `37 people`. */
export const people = (count: number): string => `${count.toLocaleString()} ${count === 1 ? "person" : "people"}`;
