import type { FrozenText, Intent, PlanStep, Priority } from "#shared/message/ledger-rows.ts";
import type { Payload } from "#shared/message/payload.ts";
import { frozenTextSha256, messageIdOf, payloadSha256Of, type ApprovalRequest } from "#hub/ledger/index.ts";
import type { World } from "./world.ts";

const minute = 60_000;
const hour = 60 * minute;

const from = { email: "us@example.org", sms: "+15550001111" };

/** One text per channel, and one that is empty for whoever has no name. */
const texts = {
  email: {
    channel: "email",
    language: "en",
    subject: "Save the date, {{ guest.first_name }}",
    html: "<p>Dear {{ guest.first_name }}</p>",
    text: "Dear {{ guest.first_name }}",
    from: from.email,
    replyTo: from.email,
  },
  sms: { channel: "sms", language: "en", body: "Dear {{ guest.first_name }}", from: from.sms },
  push: { channel: "push", language: "en", title: "Save the date", body: "Dear {{ guest.first_name }}", link: "https://example.org/rsvp" },
  empty: { channel: "sms", language: "fr", body: "{{ guest.first_name }}", from: from.sms },
} as const satisfies Record<string, FrozenText>;

export type Way = "email" | "sms" | "fcm" | "apns";

/** What the oracle expects to leave, letter by letter, said without the product's renderer (S14). */
export const expectedPayload = ({ channel, address }: PlanStep, name: string): Payload => {
  switch (channel) {
    case "email":
      return {
        channel,
        to: address,
        from: from.email,
        replyTo: from.email,
        subject: `Save the date, ${name}`,
        html: `<p>Dear ${name}</p>`,
        text: `Dear ${name}`,
      };
    case "sms":
      return { channel, to: address, from: from.sms, body: `Dear ${name}` };
    case "push":
      return { channel, to: address, title: "Save the date", body: `Dear ${name}`, link: "https://example.org/rsvp" };
  }
};

const stepOf = (way: Way, guest: number, isEmpty: boolean): PlanStep => {
  const channel = way === "fcm" || way === "apns" ? "push" : way;
  const text = isEmpty ? texts.empty : texts[channel];
  const address = {
    email: `g${guest}@example.org`,
    sms: `+1555${String(guest).padStart(7, "0")}`,
    fcm: `fcm:${`token-of-guest-${guest}`.padEnd(24, "x")}`,
    apns: `apns:${String(guest).padStart(2, "0").repeat(32)}`,
  }[way];
  return {
    channel: isEmpty ? "sms" : channel,
    contactPointId: `g${guest}-${way}`,
    address: isEmpty ? `+1555${String(guest).padStart(7, "0")}` : address,
    textSha256: frozenTextSha256(text),
    language: text.language,
  };
};

const plans: readonly (readonly Way[])[] = [["email", "sms"], ["sms", "email"], ["email"], ["sms"], ["fcm", "email"], ["apns", "sms"]];
const priorities: readonly Priority[] = ["bulk", "bulk", "bulk", "reminder", "reply", "day-of"];

export interface WeddingOptions {
  readonly guests: number;
  readonly zones: readonly string[];
  /** Nothing but ordinary messages that are due now. */
  readonly isPlain: boolean;
  /** The plan of every guest, where it is not left to chance. */
  readonly ways?: readonly Way[];
}

export interface Wedding {
  readonly campaignId: string;
  readonly intents: readonly Intent[];
  /** Messages that cannot be rendered: by an empty text or by a renderer that fails. */
  readonly poison: ReadonlySet<string>;
  readonly throwing: ReadonlySet<string>;
  /** The approval as it is asked for, by whom, under another id each time. */
  approval(approvalId: string, campaignId?: string): ApprovalRequest;
}

/** A campaign to a few guests: every channel and order of channels, holds, schedules, early ends, and a text that is no good. */
export const planWedding = (world: World, { guests, zones, isPlain, ways: given }: WeddingOptions): Wedding => {
  const campaignId = `campaign-${world.seed}`;
  const now = world.trueNow();
  const poison = new Set<string>();
  const throwing = new Set<string>();
  const holdUntil = now + (!isPlain && world.happens(0.2) ? 10 * minute : 0);
  const intents = Array.from({ length: guests }, (_, guest): Intent => {
    const isEmpty = !isPlain && world.happens(0.02);
    const ways = isEmpty ? (["sms"] as const) : (given ?? world.pick(plans) ?? (["email"] as const));
    const plan = ways.map((way) => stepOf(way, guest, isEmpty));
    const values = { "guest.first_name": isEmpty ? "" : `Guest ${guest}` };
    const messageId = messageIdOf("wedding-1", "save-the-date", `g${guest}`);
    if (isEmpty) poison.add(messageId);
    else if (!isPlain && world.happens(0.02)) throwing.add(messageId);
    return {
      messageId,
      approvalId: "",
      weddingId: "wedding-1",
      campaignId,
      guestId: `g${guest}`,
      householdId: `household-g${guest}`,
      slot: "save-the-date",
      revision: 1,
      priority: isPlain ? "bulk" : (world.pick(priorities) ?? "bulk"),
      practice: false,
      plan,
      values,
      payloadSha256: payloadSha256Of(plan, values),
      approvedAt: now,
      holdUntil,
      notBefore: now + (!isPlain && world.happens(0.2) ? Math.round(world.random.next() * 20) * minute : 0),
      expiresAt: now + (!isPlain && world.happens(0.1) ? 20 * minute : 48 * hour),
      quietZone: world.pick(zones) ?? "UTC",
    };
  });
  return {
    campaignId,
    intents,
    poison: poison.union(throwing),
    throwing,
    approval: (approvalId, ofCampaign = campaignId) => ({
      approvalId,
      campaignId: ofCampaign,
      revision: 1,
      approvedAt: now,
      texts: Object.values(texts),
      intents: intents.map((intent) => ({ ...intent, approvalId, campaignId: ofCampaign })),
    }),
  };
};
