import type { Lift, SuppressionRow } from "#shared/api/suppressions.ts";
import { liftWhyLengthMin } from "#shared/api/suppressions.ts";
import { readContact } from "#shared/contact/contact-entry.ts";
import type { Channel } from "#shared/domain/fields.ts";
import type { Suppression } from "#shared/domain/suppression.ts";
import { UsherError } from "#shared/problem.ts";
import { liveList, liveValue, type ListFrame, type ListWindow } from "#hub/live/index.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { StoreCollections } from "#hub/store/index.ts";
import { readLifts } from "./lifts.ts";
import { suppressionIdOf, type Objection } from "./objections.ts";
import type { SuppressionFollower } from "./suppressions.ts";

export interface SuppressionListDeps {
  readonly collections: Pick<StoreCollections, "suppressions" | "settings" | "guests">;
  readonly follower: Pick<SuppressionFollower, "objectionsTo" | "lift" | "block">;
  readonly findGuests: (weddingId: string, search: string) => Promise<readonly string[]>;
  /** The country whose numbers are written without their prefix. */
  readonly homeCountry: (weddingId: string) => Promise<string>;
  readonly clock: Clock;
}

export interface SuppressionWindow {
  readonly weddingId: string;
  readonly channel: Channel | null;
  readonly search: string;
  readonly offset: number;
  readonly limit: number;
}

/** Addresses that must not be written to: the list, adding by hand, lifting with a record. */
export interface SuppressionList {
  window(input: SuppressionWindow, signal?: AbortSignal): AsyncGenerator<ListFrame<SuppressionRow>, void, void>;
  lifted(weddingId: string, signal?: AbortSignal): AsyncGenerator<Lift[], void, void>;
  /** Refuses with `UsherError` `address-unreadable`. */
  add(input: { weddingId: string; channel: "email" | "sms"; address: string }): Promise<{ id: string; address: string }>;
  /** Refuses with `UsherError` `not-blocked`, `stated-meanwhile`, `why-missing`, `objected-too-often`. */
  lift(input: { suppressionId: string; seenEvidenceCount: number; why: string }): Promise<void>;
}

const liftsShownMax = 100;
const evidenceShownMax = 5;
const namesShownMax = 3;
/** A search finds likenesses too; of these, whoever really has the address. */
const candidatesMax = 50;

export const createSuppressionList = (deps: SuppressionListDeps): SuppressionList => {
  const { collections, follower, clock } = deps;
  return {
    window: (input, signal) =>
      liveList(
        { read: () => readWindow(deps, input), subscribe: (changed) => onChange(collections.suppressions.$, changed) },
        clock,
        signal,
      ),
    lifted: (weddingId, signal) =>
      liveValue(
        {
          read: async () => {
            const lifts = await readLifts(collections, weddingId);
            const newest = lifts.toSorted((a, b) => b.at - a.at).slice(0, liftsShownMax);
            return newest.map(({ id, channel, address, reason, why, at }) => ({ id, channel, address, reason, why, at }));
          },
          subscribe: (changed) => onChange(collections.settings.$, changed),
        },
        clock,
        signal,
      ),
    add: async ({ weddingId, channel, address: entered }) => {
      const { address } = readContact(channel, entered, await deps.homeCountry(weddingId));
      if (address === "") throw new UsherError(unreadable[channel]);
      const id = suppressionIdOf(weddingId, channel, address);
      const now = clock.now();
      if ((await collections.suppressions.findOne(id).exec()) === null)
        await follower.block({ id, weddingId, channel, address, reason: "by-hand", createdAt: now, updatedAt: now });
      return { id, address };
    },
    lift: ({ suppressionId, seenEvidenceCount, why }) =>
      follower.lift(suppressionId, (suppression, objections) => {
        if (objections.length !== seenEvidenceCount) throw new UsherError(statedMeanwhile);
        const reason = gravest(suppression, objections);
        if (isPersonsWish(reason) && why.trim().length < liftWhyLengthMin) throw new UsherError(whyMissing);
        return { reason, why: why.trim() };
      }),
  };
};

interface Changes {
  subscribe(listener: () => void): { unsubscribe(): void };
}

const onChange = (changes: Changes, changed: () => void): (() => void) => {
  const subscription = changes.subscribe(changed);
  return () => subscription.unsubscribe();
};

const readWindow = async (deps: SuppressionListDeps, input: SuppressionWindow): Promise<ListWindow<SuppressionRow>> => {
  const { weddingId, channel, search, offset, limit } = input;
  const found = await deps.collections.suppressions.find({ selector: { weddingId } }).exec();
  const wanted = search.trim().toLowerCase();
  const listed = found
    .map((document) => document.toMutableJSON())
    .filter((one) => (channel === null || one.channel === channel) && one.address.toLowerCase().includes(wanted))
    .toSorted((a, b) => b.createdAt - a.createdAt || Number(a.id > b.id) - Number(a.id < b.id));
  const rows = await Promise.all(listed.slice(offset, offset + limit).map((one) => rowOf(deps, one)));
  return { total: listed.length, offset, rows };
};

const rowOf = async ({ collections, follower, findGuests }: SuppressionListDeps, one: Suppression): Promise<SuppressionRow> => {
  const objections = follower.objectionsTo(one.id);
  const guestIds = one.channel === "push" ? [] : await findGuests(one.weddingId, one.address);
  const guests = await collections.guests.findByIds([...guestIds].slice(0, candidatesMax)).exec();
  const holders = [...guests.values()].filter(({ contactPoints }) =>
    contactPoints.some(({ channel, address }) => channel === one.channel && address === one.address),
  );
  return {
    id: one.id,
    channel: one.channel,
    address: one.address,
    reason: gravest(one, objections),
    createdAt: one.createdAt,
    guestNames: holders.slice(0, namesShownMax).map(({ givenName, familyName }) => `${givenName} ${familyName}`.trim()),
    evidence: objections.slice(-evidenceShownMax),
    evidenceCount: objections.length,
  };
};

/** Lowest first: what a person asked for weighs more than what a machine found. */
const gravity: readonly Suppression["reason"][] = ["by-hand", "hard-bounce", "opted-out", "complaint"];

const gravest = ({ reason }: Suppression, objections: readonly Objection[]): Suppression["reason"] =>
  [reason, ...objections.map((one) => one.reason)].reduce((worst, one) => (gravity.indexOf(one) > gravity.indexOf(worst) ? one : worst));

/** Whether the person behind the address asked for it: then only a new wish of theirs lifts it. */
const isPersonsWish = (reason: Suppression["reason"]): boolean => reason === "opted-out" || reason === "complaint";

const unreadable = {
  email: { code: "address-unreadable", sentence: "This is no email address.", nextStep: "Check the spelling." },
  sms: { code: "address-unreadable", sentence: "This is no phone number.", nextStep: "Write it with + and the country code." },
} as const;
const statedMeanwhile = {
  code: "stated-meanwhile",
  sentence: "Something new was stated about this address meanwhile.",
  nextStep: "Look at it again before you lift the block.",
};
const whyMissing = {
  code: "why-missing",
  sentence: "This person asked not to be written to.",
  nextStep: "Write down how and when they asked to be written to again.",
};
