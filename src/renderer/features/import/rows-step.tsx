import { useEffect, useState, type ReactNode } from "react";
import type { ImportRow, ImportRowVerdict } from "#shared/api/imports.ts";
import type { Problem } from "#shared/problem.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { problemOf } from "../../state/problem-of.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Download } from "../../ui/icons.ts";
import { Select } from "../../ui/select.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { fieldLabel, verdictWords } from "./field-words.ts";
import type { ImportStep, ImportWork } from "./use-import.ts";

/** Rows on one page: a screenful and a half. */
const pageRows = 50;
type Filter = ImportRowVerdict | "all";

interface StepProps {
  readonly step: Extract<ImportStep, { kind: "rows" }>;
  readonly work: ImportWork;
}

/** The file beside the guest list: what is new, what changes, what is wrong. Problems first, since they wait for a person. */
export const RowsStep = ({ step, work }: StepProps): ReactNode => {
  const { counts, reading } = step;
  const [filter, setFilter] = useState<Filter>(counts.problem > 0 ? "problem" : "all");
  const [offset, setOffset] = useState(0);
  const page = useRows(reading.importId, filter, offset, counts);
  const total = counts.new + counts.changed + counts.same + counts.problem + counts.duplicate;
  const choose = (next: string): void => {
    setFilter(next as Filter);
    setOffset(0);
  };
  return (
    <section className="flex flex-col gap-4">
      <PartySwitch parties={counts.parties} isBusy={work.busy} onSplit={work.splitAll} />
      <Tabs
        items={[
          { id: "all", label: "All", badge: String(total) },
          ...(["new", "changed", "same", "problem", "duplicate"] as const).map((verdict) => ({
            id: verdict,
            label: verdictWords[verdict].tab,
            badge: String(counts[verdict]),
          })),
        ]}
        value={filter}
        onChange={choose}
      >
        {page.problem === undefined ? <RowList page={page} work={work} /> : <ErrorState problem={page.problem} />}
      </Tabs>
      {page.total > pageRows ? (
        <div className="flex items-center gap-3 text-sm">
          <Button variant="secondary" onPress={() => setOffset(Math.max(0, offset - pageRows))} isDisabled={offset === 0}>
            Earlier
          </Button>
          <span>
            {offset + 1}–{Math.min(page.total, offset + pageRows)} of {page.total}
          </span>
          <Button variant="secondary" onPress={() => setOffset(offset + pageRows)} isDisabled={offset + pageRows >= page.total}>
            Later
          </Button>
        </div>
      ) : null}
      <div className="sticky bottom-0 flex flex-wrap items-center gap-3 border-t border-line bg-surface py-3">
        <Button variant="primary" onPress={work.commit} isDisabled={work.busy || counts.willWrite === 0}>
          {work.busy ? "Importing…" : `Import ${counts.willWrite.toLocaleString("en")} ${counts.willWrite === 1 ? "guest" : "guests"}`}
        </Button>
        <Button variant="secondary" onPress={work.backToColumns}>
          Back to columns
        </Button>
        <Button variant="quiet" onPress={work.startOver}>
          Discard
        </Button>
        {counts.problem === 0 ? null : (
          <Button variant="quiet" onPress={work.saveProblems} isDisabled={work.busy}>
            <Download aria-hidden />
            Save {counts.problem === 1 ? "the row with a problem" : `the ${counts.problem.toLocaleString("en")} rows with problems`}
          </Button>
        )}
        <span className="text-sm text-ink-2">{leftOut(counts)}</span>
      </div>
    </section>
  );
};

/** Off: every name cell is one guest, as it stands. Rows can still be split one by one. */
const PartySwitch = ({
  parties,
  isBusy,
  onSplit,
}: {
  readonly parties: number;
  readonly isBusy: boolean;
  readonly onSplit: (isSplit: boolean) => void;
}): ReactNode => {
  const [isOn, setIsOn] = useState(true);
  if (parties === 0) return null;
  return (
    <Checkbox
      isSelected={isOn}
      isDisabled={isBusy}
      onChange={(next) => {
        setIsOn(next);
        onSplit(next);
      }}
    >
      Split couples and families into guests: {parties === 1 ? "1 row names" : `${parties.toLocaleString("en")} rows name`} more than one
      person
    </Checkbox>
  );
};

const leftOut = ({ problem, duplicate, same, skipped }: ImportWorkCounts): string =>
  `Left out: ${problem} with problems, ${duplicate} undecided or skipped duplicates, ${same} that say nothing new${skipped > 0 ? `, ${skipped} skipped` : ""}.`;

type ImportWorkCounts = StepProps["step"]["counts"];

interface RowPage {
  readonly total: number;
  readonly rows: readonly ImportRow[];
  readonly problem: Problem | undefined;
}

/** One page of rows, read again whenever the counts say that something changed. */
const useRows = (importId: string, filter: Filter, offset: number, counts: ImportWorkCounts): RowPage => {
  const client = useClient();
  const [page, setPage] = useState<RowPage>({ total: 0, rows: [], problem: undefined });
  useEffect(() => {
    let current = true;
    client.imports.rows({ importId, verdict: filter === "all" ? null : filter, offset, limit: pageRows }).then(
      ({ total, rows }) => current && setPage({ total, rows, problem: undefined }),
      (error: unknown) => current && setPage({ total: 0, rows: [], problem: problemOf(error) }),
    );
    return () => {
      current = false;
    };
  }, [client, importId, filter, offset, counts]);
  return page;
};

const RowList = ({ page, work }: { readonly page: RowPage; readonly work: ImportWork }): ReactNode =>
  page.rows.length === 0 ? (
    <p className="py-6 text-ink-2">No rows of this kind.</p>
  ) : (
    <ul className="flex flex-col divide-y divide-line" aria-label="Rows of the file">
      {page.rows.map((row) => (
        <li key={row.id} className="flex flex-wrap items-start gap-x-4 gap-y-1 py-2 text-sm">
          <span className="w-16 shrink-0 tabular-nums text-ink-2">row {row.row}</span>
          <span className="w-40 shrink-0">
            <Badge tone={verdictWords[row.verdict].tone}>{verdictWords[row.verdict].one}</Badge>
          </span>
          <span className="min-w-40 font-medium">
            <bdi>{row.name || "no name"}</bdi>
          </span>
          <span className="min-w-48 text-ink-2">
            <bdi>{[row.household, row.email, row.phone].filter((one) => one !== "").join(" · ")}</bdi>
          </span>
          <RowDetails row={row} work={work} />
        </li>
      ))}
    </ul>
  );

const RowDetails = ({ row, work }: { readonly row: ImportRow; readonly work: ImportWork }): ReactNode => (
  <div className="flex w-full flex-col gap-2 ps-20 empty:hidden">
    {row.changes.length === 0 ? null : (
      <p className="text-ink-2">
        {row.changes.map(({ field, from, to }) => `${fieldLabel(field)}: ${from || "–"} → ${to || "–"}`).join("; ")}
      </p>
    )}
    {row.party === null ? null : <PartyChoice row={row} party={row.party} work={work} />}
    {row.problems.map((problem, place) => (
      <ProblemFix key={`${problem.field} ${place} ${problem.value}`} row={row} problem={problem} work={work} />
    ))}
    {row.verdict === "duplicate" || row.looksLike !== null ? <DuplicateChoice row={row} work={work} /> : null}
  </div>
);

const PartyChoice = ({
  row,
  party,
  work,
}: {
  readonly row: ImportRow;
  readonly party: NonNullable<ImportRow["party"]>;
  readonly work: ImportWork;
}): ReactNode => (
  <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
    <Checkbox isSelected={party.isSplit} onChange={(isSplit) => void work.fix(row.row, { kind: "split", isSplit }).catch(() => undefined)}>
      {party.members.length === 1 ? "As a family: " : `As ${party.members.length} guests: `}
      <bdi>{party.members.join(", ")}</bdi>
    </Checkbox>
  </div>
);

const ProblemFix = ({
  row,
  problem,
  work,
}: {
  readonly row: ImportRow;
  readonly problem: ImportRow["problems"][number];
  readonly work: ImportWork;
}): ReactNode => {
  const [value, setValue] = useState(problem.value);
  const [refusal, setRefusal] = useState<Problem>();
  const fix = (typed: string): void => {
    setRefusal(undefined);
    const change = { kind: "value", field: problem.field, value: typed, was: problem.value } as const;
    work.fix(row.row, change).catch((error: unknown) => setRefusal(problemOf(error)));
  };
  return (
    <form
      className="flex flex-wrap items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        fix(value);
      }}
    >
      <TextField label={fieldLabel(problem.field)} value={value} onChange={setValue} error={refusal?.sentence ?? problem.sentence} />
      {/* Beside the box, not beside the sentence under it. */}
      <span className="flex gap-3 pt-6">
        <Button type="submit" variant="secondary">
          Fix
        </Button>
        <Button variant="quiet" onPress={() => fix("")}>
          Leave it empty
        </Button>
      </span>
    </form>
  );
};

const decisions: readonly { readonly id: ImportRow["decision"]; readonly label: string }[] = [
  { id: "undecided", label: "Decide…" },
  { id: "same-person", label: "The same person" },
  { id: "different-person", label: "Somebody else" },
  { id: "skip", label: "Leave this row out" },
];

const DuplicateChoice = ({ row, work }: { readonly row: ImportRow; readonly work: ImportWork }): ReactNode => (
  <div className="flex flex-wrap items-center gap-3">
    <span>
      Looks like <bdi className="font-medium">{row.looksLike ?? "another row"}</bdi>
    </span>
    <Select
      label={`Row ${row.row} looks like ${row.looksLike ?? "another row"}`}
      hideLabel
      items={[...decisions]}
      value={row.decision}
      onChange={(decision) =>
        void work.fix(row.row, { kind: "decision", decision: decision as ImportRow["decision"] }).catch(() => undefined)
      }
    />
  </div>
);
