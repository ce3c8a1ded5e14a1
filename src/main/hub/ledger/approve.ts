import { mayBeApprovedAgain } from "#shared/message/fold.ts";
import type { Control, Intent } from "#shared/message/ledger-rows.ts";
import { UsherError } from "#shared/problem.ts";
import type { Clock } from "#hub/ports/index.ts";
import type { ApprovalRequest, ApprovalResult, LedgerBatch } from "./ledger.ts";
import type { LedgerReader } from "./ledger-reader.ts";
import type { LedgerWriter } from "./ledger-writer.ts";
import { writeFailureOf } from "./open-database.ts";
import { frozenTextSha256 } from "./payload-hash.ts";

/** Milliseconds of one chunk; with its commit it stays below half a frame. */
const chunkMsMax = 5;
/** Also a bound where no time seems to pass (virtual clocks). */
const chunkRowsMax = 500;
/** Rows between two looks at the clock. */
const rowsPerLook = 25;

/** Intents told at once after the approval is valid; what listeners do with them takes a few milliseconds. */
const toldAtOnce = 500;

interface SortedIntents {
  readonly valid: Intent[];
  readonly taken: string[];
  readonly renewed: Set<string>;
}

/** Writes approvals one after the other, each in chunks; the approval row comes last and makes it valid. */
export const createApprover = (
  writer: LedgerWriter,
  reader: LedgerReader,
  clock: Clock,
  committed: (batch: LedgerBatch) => void,
): ((request: ApprovalRequest) => Promise<ApprovalResult>) => {
  let previous: Promise<unknown> = Promise.resolve();
  return (request) => {
    const result = previous.then(() => approve(request, writer, reader, clock, committed));
    previous = result.catch(() => undefined);
    return result;
  };
};

const approve = async (
  request: ApprovalRequest,
  writer: LedgerWriter,
  reader: LedgerReader,
  clock: Clock,
  committed: (batch: LedgerBatch) => void,
): Promise<ApprovalResult> => {
  assertWhole(request, reader);
  const sorted: SortedIntents = { valid: [], taken: [], renewed: new Set() };
  try {
    writer.transaction(() => request.texts.forEach((text) => writer.text(text)));
    for (let start = 0; start < request.intents.length;) {
      start = writeChunk(request.intents, start, writer, reader, clock, sorted);
      await clock.sleep(0);
    }
    const controls = freshStart(request, reader);
    writer.transaction(() => {
      writer.rows({ controls }, { attempts: [], facts: [], controls: [] });
      writer.approval({
        approvalId: request.approvalId,
        campaignId: request.campaignId,
        revision: request.revision,
        approvedAt: request.approvedAt,
        count: sorted.valid.length,
      });
    });
    await tell(sorted, controls, clock, committed);
  } catch (error) {
    throw writeFailureOf(error);
  }
  return { approved: sorted.valid.length, taken: sorted.taken };
};

const tell = async (sorted: SortedIntents, controls: Control[], clock: Clock, committed: (batch: LedgerBatch) => void): Promise<void> => {
  committed({ attempts: [], facts: [], controls, intents: [], renewed: sorted.renewed });
  for (let start = 0; start < sorted.valid.length; start += toldAtOnce) {
    const intents = sorted.valid.slice(start, start + toldAtOnce);
    committed({ attempts: [], facts: [], controls: [], intents, renewed: sorted.renewed });
    await clock.sleep(0);
  }
};

/** Throws on what would make an approval that cannot be sent: a bug of the caller, or a second approval. */
const assertWhole = (request: ApprovalRequest, reader: LedgerReader): void => {
  const known = reader.approvals().some((row) => row.campaignId === request.campaignId && row.revision === request.revision);
  if (known) {
    throw new UsherError({
      code: "already-approved",
      sentence: "This campaign has been approved already.",
      nextStep: "Open its run to see how far it is.",
    });
  }
  const texts = new Set(request.texts.map(frozenTextSha256));
  const ids = new Set<string>();
  for (const intent of request.intents) {
    if (intent.approvalId !== request.approvalId || intent.campaignId !== request.campaignId || ids.has(intent.messageId)) {
      throw new Error("an approval holds its own campaign's intents, each message once");
    }
    if (intent.plan.some((step) => !texts.has(step.textSha256))) {
      throw new Error("an approval brings every text that its plan names");
    }
    ids.add(intent.messageId);
  }
};

const writeChunk = (
  intents: readonly Intent[],
  start: number,
  writer: LedgerWriter,
  reader: LedgerReader,
  clock: Clock,
  sorted: SortedIntents,
): number => {
  const startedAt = clock.monotonic();
  return writer.transaction(() => {
    let next = start;
    while (next < intents.length && next - start < chunkRowsMax && clock.monotonic() - startedAt < chunkMsMax) {
      const group = intents.slice(next, next + rowsPerLook);
      const known = reader.messages(group.map((intent) => intent.messageId));
      for (const intent of group) {
        const earlier = known.get(intent.messageId);
        if (earlier !== undefined && (earlier.damaged > 0 || !mayBeApprovedAgain(earlier))) {
          sorted.taken.push(intent.messageId);
          continue;
        }
        if (earlier !== undefined) sorted.renewed.add(intent.messageId);
        writer.intent(intent);
        sorted.valid.push(intent);
      }
      next += group.length;
    }
    return next;
  });
};

/** An earlier revision may have been cancelled or paused: those orders do not reach this one. */
const freshStart = (request: ApprovalRequest, reader: LedgerReader): Control[] => {
  const newest = reader.controls().findLast((row) => row.scope === request.campaignId && row.action !== "start-now");
  return newest === undefined || newest.action === "resume"
    ? []
    : [{ controlId: request.approvalId, scope: request.campaignId, action: "resume", approvalId: null, at: request.approvedAt }];
};
