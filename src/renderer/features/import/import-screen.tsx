import type { ReactNode } from "react";
import { Link } from "wouter";
import type { GuestView } from "#shared/domain/guest-view.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { ProgressBar } from "../../ui/progress.tsx";
import { showToast } from "../../ui/toast.tsx";
import { guestsPath } from "../guests/view-url.ts";
import { ColumnsStep } from "./columns-step.tsx";
import { FileStep } from "./file-step.tsx";
import { isRowOfFile, leftOutSentence, type LeftOut } from "./left-out.ts";
import { RowsStep } from "./rows-step.tsx";
import { useImport, type ImportStep } from "./use-import.ts";

const steps = ["File", "Columns", "Check", "Done"] as const;
const placeOf: Readonly<Record<ImportStep["kind"], number>> = { file: 0, sending: 0, columns: 1, rows: 2, done: 3 };

/** From a file to guests in four steps. Nothing is written before the last button. */
export const ImportScreen = ({ weddingId }: { readonly weddingId: string }): ReactNode => {
  const work = useImport(weddingId);
  const { step } = work;
  return (
    <Page title="Import guests" subtitle="Nothing is written until you say so, and one undo takes it all back.">
      <ol className="flex flex-wrap gap-x-6 gap-y-1 text-sm" aria-label="Steps">
        {steps.map((name, index) => (
          <li
            key={name}
            aria-current={placeOf[step.kind] === index ? "step" : undefined}
            className={placeOf[step.kind] === index ? "font-semibold text-ink" : "text-ink-2"}
          >
            {index + 1}. {name}
          </li>
        ))}
      </ol>
      {work.problem === undefined ? null : <ErrorState problem={work.problem} />}
      {step.kind === "file" ? <FileStep isBusy={work.busy} onFile={work.choose} /> : null}
      {step.kind === "sending" ? <ProgressBar label="Reading the file" value={step.sentBytes} max={Math.max(1, step.totalBytes)} /> : null}
      {step.kind === "columns" ? <ColumnsStep step={step} work={work} /> : null}
      {step.kind === "rows" ? <RowsStep step={step} work={work} /> : null}
      {step.kind === "done" ? <DoneStep weddingId={weddingId} step={step} onAgain={work.startOver} /> : null}
    </Page>
  );
};

/** Those that look like somebody are not in the guest list, so they are named here. */
const LeftOutRows = ({ left }: { readonly left: LeftOut }): ReactNode => {
  const sentence = leftOutSentence(left);
  if (sentence === undefined) return null;
  return (
    <div className="flex flex-col gap-2">
      <p>
        {sentence} {left.duplicates === 0 ? null : "Import the file again to decide about each."}
      </p>
      {left.rows.length === 0 ? null : (
        <details className="text-sm">
          <summary className="cursor-pointer py-1 font-medium text-accent">Show the possible duplicates</summary>
          <ul className="mt-1 flex flex-col gap-1" aria-label="Possible duplicates that were left out">
            {left.rows.map(({ row, name, looksLike }) => (
              <li key={row}>
                {`Row ${row}: `}
                <bdi>{name}</bdi>
                {looksLike === null ? null : (
                  <>
                    {" looks like "}
                    {isRowOfFile(looksLike) ? (
                      looksLike
                    ) : (
                      <Link href={guestsPath({ ...everyone, search: looksLike })} className="text-accent underline underline-offset-2">
                        <bdi>{looksLike}</bdi>
                      </Link>
                    )}
                  </>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
};

const everyone: GuestView = { preset: "everyone", search: "", filters: [], sort: { field: "name", direction: "ascending" } };

const DoneStep = ({
  weddingId,
  step,
  onAgain,
}: {
  readonly weddingId: string;
  readonly step: Extract<ImportStep, { kind: "done" }>;
  readonly onAgain: () => void;
}): ReactNode => {
  const client = useClient();
  const undo = useCommand(async () => {
    const { sentence } = await client.history.undo({ weddingId, undoId: step.undoId });
    showToast({ sentence });
    onAgain();
  });
  return (
    <section className="flex flex-col items-start gap-4" aria-live="polite">
      <p className="text-lg">{step.sentence}</p>
      <LeftOutRows left={step.left} />
      <div className="flex flex-wrap gap-3">
        <Link href="/guests" className="rounded-md bg-accent px-4 py-2 text-sm font-medium text-accent-ink">
          See the guests
        </Link>
        <Button variant="secondary" onPress={() => void undo.run()} isDisabled={undo.pending}>
          Undo the import
        </Button>
        <Button variant="quiet" onPress={onAgain}>
          Import another file
        </Button>
      </div>
      {undo.problem === undefined ? null : <ErrorState problem={undo.problem} />}
    </section>
  );
};
