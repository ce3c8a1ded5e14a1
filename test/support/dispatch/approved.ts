import { hash } from "node:crypto";
import type { FrozenText, Intent, PlanStep } from "#shared/message/ledger-rows.ts";
import type { Payload } from "#shared/message/payload.ts";
import type { GateView, Render } from "#hub/dispatcher/index.ts";
import { frozenTextSha256, messageIdOf, payloadSha256Of, type ApprovalRequest } from "#hub/ledger/index.ts";

export const emailText: FrozenText = {
  channel: "email",
  language: "en",
  subject: "Save the date",
  html: "<p>Dear {{name}}</p>",
  text: "Dear {{name}}",
  from: "us@example.org",
  replyTo: "us@example.org",
};

export const smsText: FrozenText = { channel: "sms", language: "en", body: "Dear {{name}}", from: "+15550001111" };

export const stepOf = (channel: "email" | "sms", guestId: string): PlanStep => ({
  channel,
  contactPointId: `${guestId}-${channel}`,
  address: channel === "email" ? `${guestId}@example.org` : `+1555${guestId.replaceAll(/\D/g, "").padStart(7, "0")}`,
  textSha256: frozenTextSha256(channel === "email" ? emailText : smsText),
  language: "en",
});

export interface ApprovedOptions extends Partial<Omit<Intent, "messageId" | "plan" | "payloadSha256">> {
  readonly channels?: readonly ("email" | "sms")[];
}

/** One intent as the composer would approve it; practice unless told otherwise. */
export const intentOf = (guestId: string, now: number, options: ApprovedOptions = {}): Intent => {
  const { channels = ["email"], ...given } = options;
  const plan = channels.map((channel) => stepOf(channel, guestId));
  const values = given.values ?? { name: guestId };
  const base = {
    approvalId: "approval-1",
    weddingId: "wedding-1",
    campaignId: "campaign-1",
    guestId,
    householdId: `household-${guestId}`,
    slot: "save-the-date",
    revision: 1,
    priority: "bulk" as const,
    practice: true,
    approvedAt: now,
    holdUntil: now,
    notBefore: now,
    expiresAt: now + 48 * 3_600_000,
    quietZone: "UTC",
    ...given,
    plan,
    values,
  };
  return { ...base, messageId: messageIdOf(base.weddingId, base.slot, guestId), payloadSha256: payloadSha256Of(plan, values) };
};

export const approvalOf = (intents: readonly Intent[]): ApprovalRequest => {
  const first = intents[0];
  if (first === undefined) throw new Error("an approval holds something");
  const { approvalId, campaignId, revision, approvedAt } = first;
  return { approvalId, campaignId, revision, approvedAt, texts: [emailText, smsText], intents };
};

/** Merges the one field that the texts have. */
export const renderApproved: Render = (intent, planIndex) => {
  const step = intent.plan[planIndex];
  if (step === undefined) return { ok: false, code: "no-such-step", detail: "The plan has no such step." };
  const name = intent.values["name"] ?? "";
  const payload: Payload =
    step.channel === "email"
      ? {
          channel: "email",
          to: step.address,
          from: "us@example.org",
          replyTo: "us@example.org",
          subject: "Save the date",
          html: `<p>Dear ${name}</p>`,
          text: `Dear ${name}`,
        }
      : { channel: "sms", to: step.address, from: "+15550001111", body: `Dear ${name}` };
  return { ok: true, payload, bodySha256: hash("sha256", JSON.stringify(payload)) };
};

/** Nothing stands in the way. */
export const openGates: GateView = {
  suppression: () => null,
  addressIsCurrent: () => true,
  revisionStands: () => true,
  rsvpIsClosed: () => false,
  countryIsForbidden: () => false,
  takeCost: () => true,
};
