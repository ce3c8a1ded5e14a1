import { hash } from "node:crypto";
import Papa from "papaparse";
import type { Payload } from "#shared/message/payload.ts";
import type { Assembled, ReadyMessage } from "./assemble.ts";
import { excludedRow } from "./audience/resolve.ts";
import { mergePayload } from "./render.ts";
import { createTurns } from "./turns.ts";
import { nameOf } from "./words.ts";
import type { RoomDeps } from "./world.ts";

export interface DryRun {
  readonly fileName: string;
  /** Guest, channel, address, language, subject, text, or why not. */
  readonly csv: string;
  /** sha256 (hex) of the file: the same draft and guests give the same one. */
  readonly sha256: string;
  readonly written: number;
  readonly leftOut: number;
}

const rowsPerTurn = 50;

/** Everything except the network: every message as it would leave, and everybody who gets none with the reason. */
export const dryRunOf = async ({ clock }: Pick<RoomDeps, "clock">, { world, messages, resolved }: Assembled): Promise<DryRun> => {
  const turns = createTurns(clock);
  const rows = [
    ...messages.map((message) => (): string[] => rowOf(message)),
    ...resolved.excluded.map((one) => (): string[] => [nameOf(one.guest), "", "", "", "", "", excludedRow(one).sentence]),
  ];
  const lines = [["Guest", "Channel", "Address", "Language", "Subject", "Text", "Why not"].join(",")];
  for (let start = 0; start < rows.length; start += rowsPerTurn) {
    const slice = rows.slice(start, start + rowsPerTurn).map((row) => row());
    lines.push(Papa.unparse(slice, { escapeFormulae: true, newline: "\r\n" }));
    await turns.next();
  }
  const csv = `\ufeff${lines.join("\r\n")}\r\n`;
  return {
    fileName: `dry-run-${world.campaign.slot}.csv`,
    csv,
    sha256: hash("sha256", csv),
    written: messages.length,
    leftOut: resolved.excluded.length,
  };
};

const rowOf = ({ guest, plan, texts, values }: ReadyMessage): string[] => {
  const [step] = plan;
  const [text] = texts;
  if (step === undefined || text === undefined) throw new Error("a message has a way and a text");
  const { payload } = mergePayload(text.compiled, step.address, new Map(Object.entries(values)));
  const [subject, words] = wordsOf(payload);
  return [nameOf(guest), step.channel, step.address, step.language, subject, words.trim(), ""];
};

const wordsOf = (payload: Payload): readonly [subject: string, words: string] => {
  switch (payload.channel) {
    case "email":
      return [payload.subject, payload.text];
    case "sms":
      return ["", payload.body];
    case "push":
      return [payload.title, [payload.body, payload.link].filter((part) => part !== "").join("\n")];
  }
};
