import { hash } from "node:crypto";
import type { Lift } from "#shared/api/suppressions.ts";
import { channelSchema } from "#shared/domain/fields.ts";
import { suppressionSchema, type Setting, type Suppression } from "#shared/domain/suppression.ts";
import type { StoreCollections } from "#hub/store/index.ts";

/**
 * Lifted blocks, kept for good among the settings. A lift names exactly the statements that it answers, by hashes of their ids: at a
 * start they are read from the ledger again and must not block the address once more, while any other statement, however old its time
 * stamp, does (S9). Without its record, as after a restore of an older store, the address is blocked again: the safe side.
 */
export interface KeptLift extends Lift {
  readonly suppressionId: string;
  readonly answers: ReadonlySet<string>;
}

type Collections = Pick<StoreCollections, "settings">;

const kind = "lifted-suppression";
/** Hashes that fit one value of a setting. Whoever objected more often is not written to again. */
export const liftAnswersMax = 200;

/** 64 bits: among at most `liftAnswersMax` statements about one address. */
export const answerOf = (factId: string): string => hash("sha256", factId).slice(0, 16);

export const liftIdOf = (suppressionId: string): string => hash("sha256", `lift ${suppressionId}`);

export const readLifts = async ({ settings }: Collections, weddingId?: string): Promise<readonly KeptLift[]> => {
  const found = await settings.find({ selector: weddingId === undefined ? { kind } : { weddingId, kind } }).exec();
  return found.map((document) => liftOf(document.toMutableJSON()));
};

const liftOf = ({ id, value, updatedAt }: Setting): KeptLift => {
  const text = (name: string): string => String(value[name] ?? "");
  return {
    id,
    suppressionId: text("suppressionId"),
    channel: channelSchema.catch("email").parse(value["channel"]),
    address: text("address"),
    reason: suppressionSchema.shape.reason.catch("by-hand").parse(value["reason"]),
    why: text("why"),
    at: updatedAt,
    answers: new Set(text("answers").split(",")),
  };
};

export interface LiftInput {
  readonly suppression: Suppression;
  readonly reason: Suppression["reason"];
  readonly why: string;
  readonly answers: readonly string[];
  readonly at: number;
}

export const keepLift = async ({ settings }: Collections, { suppression, reason, why, answers, at }: LiftInput): Promise<void> => {
  const { id: suppressionId, weddingId, channel, address } = suppression;
  await settings.upsert({
    id: liftIdOf(suppressionId),
    weddingId,
    kind,
    value: { suppressionId, channel, address, reason, why, answers: answers.join(",") },
    updatedAt: at,
  });
};
