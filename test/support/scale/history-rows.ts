import type { Campaign, Guest, Message, Wedding } from "#shared/domain/index.ts";
import { foldMessage } from "#shared/message/fold.ts";
import type { Attempt, Fact, FactKind, Intent } from "#shared/message/ledger-rows.ts";
import { messageOf } from "#hub/delivery/message-of.ts";
import { intentOf } from "#test/dispatch/approved.ts";

/** One wedding of a made-up past. */
export interface PastWedding {
  readonly id: string;
  readonly guests: number;
  readonly campaigns: number;
}

/** One campaign of it, and when it went out. */
export interface PastCampaign {
  readonly id: string;
  readonly wedding: PastWedding;
  readonly slot: string;
  readonly approvalId: string;
  readonly approvedAt: number;
  /** Its messages wait for a day that is far away. */
  readonly isQueued: boolean;
}

/** All rows of one message, and what the store says of it. */
export interface PastMessage {
  readonly intent: Intent;
  readonly attempts: readonly Attempt[];
  readonly facts: readonly Fact[];
  readonly message: Message;
}

const day = 24 * 3_600_000;
const pastBegins = Date.UTC(2025, 0, 6, 9);
/** When messages that still wait are due: long after any run of a bench. */
const farAway = Date.UTC(2090, 0, 1);

/** Half of the messages belong to one big wedding, the rest to small ones. */
export const pastWeddings = (messages: number): readonly PastWedding[] => {
  const guests = Math.max(10, Math.min(10_000, Math.round(messages / 40)));
  const big = { id: "wedding-big", guests, campaigns: Math.round(messages / 2 / guests) };
  const smallGuests = Math.max(5, Math.round(guests / 10));
  const smallCampaigns = 25;
  const small = Math.max(1, Math.round(messages / 2 / (smallGuests * smallCampaigns)));
  return [
    big,
    ...Array.from({ length: small }, (_, index) => ({ id: `wedding-small-${index}`, guests: smallGuests, campaigns: smallCampaigns })),
  ];
};

/** In the order in which they were approved; the last one of the big wedding still waits. */
export const pastCampaigns = (weddings: readonly PastWedding[]): readonly PastCampaign[] => {
  const rounds = Math.max(...weddings.map(({ campaigns }) => campaigns));
  return Array.from({ length: rounds }, (_, round) =>
    weddings.flatMap((wedding, at): PastCampaign[] => {
      if (round >= wedding.campaigns) return [];
      const id = `campaign-${wedding.id}-${round}`;
      const approvedAt = pastBegins + round * 7 * day + at * 3_600_000;
      const isQueued = at === 0 && round === wedding.campaigns - 1;
      return [{ id, wedding, slot: `news-${round}`, approvalId: `approval-${id}`, approvedAt, isQueued }];
    }),
  ).flat();
};

export const guestIdOf = (wedding: PastWedding, index: number): string => `guest-${wedding.id}-${index}`;

type Course = readonly (readonly [kind: FactKind, afterMs: number])[];
const minute = 60_000;
/** What became of a thousand messages, by parts: the shares of a good list, so that every state and group has members. */
const courses: readonly (readonly [share: number, course: Course])[] = [
  [
    820,
    [
      ["accepted", 400],
      ["delivered", 4_000],
    ],
  ],
  [
    70,
    [
      ["accepted", 400],
      ["delivered", 5_000],
      ["opened", 90 * minute],
    ],
  ],
  [30, [["accepted", 400]]],
  [
    40,
    [
      ["accepted", 400],
      ["bounced", 20 * minute],
    ],
  ],
  [20, [["rejected", 400]]],
  [
    10,
    [
      ["deferred", 400],
      ["dead", 9 * minute],
    ],
  ],
  [5, [["cancelled", -1]]],
  [4, [["expired", -1]]],
  [
    1,
    [
      ["unknown", 30_000],
      ["held", 15 * minute],
    ],
  ],
];

/** Spreads the courses over the messages without any order: two primes and no chance. */
const courseOf = (serial: number): Course => {
  let part = (serial * 619) % 1_000;
  return courses.find(([share]) => (part -= share) < 0)?.[1] ?? [];
};

const aboutMessage: ReadonlySet<FactKind> = new Set(["cancelled", "expired", "dead"]);

/** One message of the past. `serial` numbers all messages, so that ids are unique and courses are mixed. */
export const pastMessage = (campaign: PastCampaign, index: number, serial: number): PastMessage => {
  const { wedding, approvedAt, approvalId } = campaign;
  const intent = intentOf(guestIdOf(wedding, index), approvedAt, {
    approvalId,
    campaignId: campaign.id,
    weddingId: wedding.id,
    slot: campaign.slot,
    practice: false,
    ...(campaign.isQueued ? { notBefore: farAway, expiresAt: farAway + day } : {}),
  });
  const course = campaign.isQueued ? [] : courseOf(serial);
  // A lane of forty a second.
  const startedAt = approvedAt + minute + index * 25;
  const attempts: Attempt[] = course.some(([kind]) => kind !== "cancelled" && kind !== "expired")
    ? [attemptOf(intent, serial, startedAt)]
    : [];
  const facts = course.map(([kind, afterMs], at) => factOf(intent, attempts[0], kind, startedAt + afterMs, `fact-${serial}-${at}`));
  const rows = { intent, attempts, facts };
  const message = messageOf({ ...rows, damaged: 0, earlier: [], state: foldMessage(rows) }, () => ({ reason: "schedule", until: farAway }));
  return { ...rows, message };
};

const attemptOf = (intent: Intent, serial: number, startedAt: number): Attempt => ({
  attemptId: `attempt-${String(serial).padStart(10, "0")}`,
  messageId: intent.messageId,
  approvalId: intent.approvalId,
  n: 1,
  planIndex: 0,
  provider: "resend",
  idempotencyKey: `key-${serial}`,
  bodySha256: intent.payloadSha256,
  deviceId: "device-1",
  bootId: "boot-1",
  startedAt,
  forced: false,
});

const factOf = (intent: Intent, attempt: Attempt | undefined, kind: FactKind, at: number, factId: string): Fact => {
  const about = aboutMessage.has(kind) ? undefined : attempt;
  return {
    factId,
    messageId: intent.messageId,
    attemptId: about?.attemptId ?? null,
    approvalId: about === undefined ? intent.approvalId : null,
    kind,
    source: kind === "accepted" || kind === "rejected" || kind === "deferred" ? "answer" : about === undefined ? "hub" : "webhook",
    provider: about === undefined ? null : "resend",
    providerMessageId: about === undefined ? null : `provider-${about.attemptId}`,
    at,
    recordedAt: at,
    code: kind === "bounced" || kind === "rejected" ? "recipient-unknown" : "",
    detail: "",
    scope: kind === "rejected" || kind === "bounced" ? "recipient" : kind === "deferred" ? "message" : null,
    retryAt: kind === "deferred" ? at + minute : null,
    planIndex: null,
  };
};

export const weddingOf = ({ id }: PastWedding): Wedding => ({
  id,
  name: id,
  date: "2027-06-12",
  zone: "Europe/Berlin",
  venueName: "",
  venueAddress: "",
  languages: ["en"],
  defaultLanguage: "en",
  rsvpDeadline: null,
  practice: false,
  sample: false,
  createdAt: pastBegins,
  updatedAt: pastBegins,
});

export const campaignOf = ({ id, wedding, slot, approvedAt }: PastCampaign): Campaign => ({
  id,
  weddingId: wedding.id,
  name: slot,
  slot,
  templateId: "template-1",
  audience: { kind: "guests", guestIds: [] },
  channelPlan: ["email"],
  onePer: "person",
  schedule: { kind: "now" },
  expires: null,
  priority: "bulk",
  status: "approved",
  approvedRevision: 1,
  approvedAt,
  approvedCount: wedding.guests,
  holdUntil: approvedAt,
  createdAt: approvedAt,
  updatedAt: approvedAt,
});

export const guestOf = (wedding: PastWedding, index: number): Guest => {
  const id = guestIdOf(wedding, index);
  const address = `${id}@example.org`;
  return {
    id,
    weddingId: wedding.id,
    householdId: `household-${id}`,
    kind: "adult",
    givenName: `Given ${index}`,
    familyName: `Family ${(index * 7_919) % wedding.guests}`,
    language: "en",
    zone: null,
    side: "",
    tags: [],
    diet: "",
    accessNeeds: "",
    table: "",
    note: "",
    contactPoints: [
      { id: `${id}-email`, channel: "email", address, entered: address, lineType: "unknown", standing: "unproven", consent: "assumed" },
    ],
    preferredChannel: null,
    invitedTo: [],
    importId: null,
    createdAt: pastBegins,
    updatedAt: pastBegins,
  };
};
