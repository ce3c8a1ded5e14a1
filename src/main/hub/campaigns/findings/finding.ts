import type { Finding, FixPlace } from "#shared/api/campaigns.ts";
import type { Channel } from "#shared/domain/fields.ts";
import type { DailyHours } from "#shared/time/zoned.ts";
import type { LaneState } from "#hub/dispatcher/dispatcher.ts";
import type { Assembled } from "../assemble.ts";
import type { ExclusionCode, Recipient } from "../audience/resolve.ts";
import type { ResolvedSchedule } from "../schedule.ts";
import type { SendFit, TextTerms } from "../world.ts";

/** What the findings are made from: the dry run, and what depends on this moment. */
export interface FindingSources extends Pick<Assembled, "world" | "texts" | "resolved" | "emptyFields" | "history"> {
  readonly schedule: ResolvedSchedule;
  readonly now: number;
  /** Hundredths of the currency unit; null when no price is known or nothing costs. */
  readonly costCents: number | null;
  /** What limits are compared with: with what is assumed where no price is known. */
  readonly countedCents: number;
  readonly currency: string;
  readonly terms: Pick<TextTerms, "ruleFor">;
  /** Countries of texts whose price nobody knows; empty when a country cannot be told. */
  readonly unknownCountries: readonly string[];
  /** Channels of the plan that have a text but nothing connected to carry it. */
  readonly unconnected: readonly Channel[];
  /** Null when nothing waits for the morning. */
  readonly quietHours: DailyHours | null;
  readonly online: boolean;
  /** The accounts that may carry it, best first. */
  readonly lanes: readonly LaneState[];
  /** What goes out first by each channel; parts are those of text messages. */
  readonly byChannel: ReadonlyMap<Channel, { readonly messages: number; readonly segments: number }>;
  /** People of the audience that exist. */
  readonly audienceCount: number;
  readonly fit: SendFit;
  /** From the start to the last call at the accounts' pace. */
  readonly durationSeconds: number;
}

/** One thing that a person should know before sending; an empty list when there is nothing to tell. Pure. */
export type Finder = (sources: FindingSources) => readonly Finding[];

/** The people listed behind one number (api/campaigns.ts). */
const guestIdsMax = 200;

interface FindingWords {
  readonly sentence: string;
  readonly fix: string;
  readonly fixAt?: FixPlace;
  readonly guestIds?: readonly string[];
  readonly count?: number;
  readonly alternatives?: Finding["alternatives"];
}

const of =
  (grade: Finding["grade"]) =>
  (code: string, { sentence, fix, fixAt = null, guestIds = [], count = guestIds.length, alternatives = [] }: FindingWords): Finding => ({
    code,
    grade,
    sentence,
    fix,
    fixAt,
    guestIds: guestIds.slice(0, guestIdsMax),
    count,
    alternatives: [...alternatives],
  });

/** Forbids the approval. */
export const stop = of("stop");
/** Has a harmless default that a person should choose knowingly. */
export const decide = of("decide");
export const note = of("note");

export const excludedIds = ({ resolved }: Pick<FindingSources, "resolved">, ...codes: readonly ExclusionCode[]): string[] =>
  resolved.excluded.filter(({ code }) => codes.includes(code)).map(({ guest }) => guest.id);

export const recipientIds = ({ resolved }: Pick<FindingSources, "resolved">, pick: (recipient: Recipient) => boolean): string[] =>
  resolved.recipients.filter(pick).map(({ guest }) => guest.id);

/** `the email in German`, or `The` at the start of a sentence. */
export const placeOf = ({ channel, language }: { readonly channel: Channel; readonly language: string }, isStart = false): string =>
  `${isStart ? "The" : "the"} ${textNames[channel]} in ${languageNames.of(language) ?? language}`;

const textNames: Readonly<Record<Channel, string>> = { email: "email", sms: "text message", push: "push" };

const languageNames = new Intl.DisplayNames(["en"], { type: "language" });
