import { useState } from "react";
import type { UsherClient } from "#shared/api/contract.ts";
import type { ImportField, ImportReading, ImportRow, ImportRowVerdict } from "#shared/api/imports.ts";
import type { Problem } from "#shared/problem.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { problemOf } from "../../state/problem-of.ts";
import { saveCsv } from "../../ui/save-csv.ts";
import { readLeftOut, type LeftOut } from "./left-out.ts";
import { uploadFile } from "./upload-file.ts";

export interface ImportCounts extends Readonly<Record<ImportRowVerdict, number>> {
  readonly skipped: number;
  /** Rows whose name cell seems to hold several guests. */
  readonly parties: number;
  readonly willWrite: number;
}

export interface Corrections {
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly sheet?: string;
  readonly headerRow?: number;
}

/** States: file -> sending -> columns <-> rows -> done. Going back keeps what was read; `problem` stays beside the step that it belongs to. */
export type ImportStep =
  | { readonly kind: "file" }
  | { readonly kind: "sending"; readonly sentBytes: number; readonly totalBytes: number }
  | { readonly kind: "columns"; readonly reading: ImportReading; readonly mapping: ReadonlyMap<number, ImportField> }
  | {
      readonly kind: "rows";
      readonly reading: ImportReading;
      readonly mapping: ReadonlyMap<number, ImportField>;
      readonly counts: ImportCounts;
    }
  | { readonly kind: "done"; readonly undoId: string; readonly sentence: string; readonly left: LeftOut };

const suggestedMapping = (reading: ImportReading): ReadonlyMap<number, ImportField> =>
  new Map(reading.columns.map(({ index, suggested }) => [index, suggested]));

export type RowChange =
  | { readonly kind: "value"; readonly field: ImportField; readonly value: string; readonly was: string }
  | { readonly kind: "decision"; readonly decision: ImportRow["decision"] }
  | { readonly kind: "split"; readonly isSplit: boolean };

export interface ImportWork {
  readonly step: ImportStep;
  readonly problem: Problem | undefined;
  readonly busy: boolean;
  readonly country: string;
  setCountry(country: string): void;
  choose(file: File): void;
  reread(corrections: Corrections): void;
  map(index: number, field: ImportField): void;
  compare(): void;
  /** Answers the corrected row; the counts of the step follow. */
  fix(row: number, change: RowChange): Promise<void>;
  /** Splits all names that seem to hold several guests, or none. */
  splitAll(isSplit: boolean): void;
  /** Hands the rows with problems over as a file. */
  saveProblems(): void;
  backToColumns(): void;
  commit(): void;
  startOver(): void;
}

/** The step, and how one gets to the next: one attempt at a time, its refusal kept beside the step. */
const useSteps = () => {
  const [step, setStep] = useState<ImportStep>({ kind: "file" });
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);

  const attempt = async (work: () => Promise<ImportStep>, onFailure?: ImportStep): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      setStep(await work());
    } catch (error) {
      setProblem(problemOf(error));
      if (onFailure !== undefined) setStep(onFailure);
    } finally {
      setBusy(false);
    }
  };
  return { step, setStep, problem, setProblem, busy, attempt };
};

/** What can be done while the rows are looked at. */
const rowActions = (
  client: UsherClient,
  { step, setStep, attempt }: ReturnType<typeof useSteps>,
): Pick<ImportWork, "fix" | "splitAll" | "saveProblems"> => ({
  fix: async (row, change) => {
    if (step.kind !== "rows") return;
    const { counts } = await client.imports.fix({ importId: step.reading.importId, row, change });
    setStep({ ...step, counts });
  },
  splitAll: (isSplit) => {
    if (step.kind !== "rows") return;
    void attempt(async () => ({ ...step, counts: await client.imports.splitParties({ importId: step.reading.importId, isSplit }) }));
  },
  saveProblems: () => {
    if (step.kind !== "rows") return;
    void attempt(async () => {
      saveCsv(await client.imports.problemRows({ importId: step.reading.importId }));
      return step;
    });
  },
});

export const useImport = (weddingId: string): ImportWork => {
  const client = useClient();
  const steps = useSteps();
  const { step, setStep, problem, setProblem, busy, attempt } = steps;
  const [country, setCountry] = useState("");
  const readingOf = step.kind === "columns" || step.kind === "rows" ? step : undefined;
  const importId = readingOf?.reading.importId;

  return {
    step,
    problem,
    busy,
    country,
    setCountry,
    choose: (file) =>
      void attempt(
        async () => {
          const onProgress = (sentBytes: number): void => setStep({ kind: "sending", sentBytes, totalBytes: file.size });
          onProgress(0);
          const reading = await client.imports.read({ importId: await uploadFile(client, weddingId, file, onProgress) });
          setCountry(reading.country);
          return { kind: "columns", reading, mapping: suggestedMapping(reading) };
        },
        { kind: "file" },
      ),
    reread: (corrections) => {
      if (importId === undefined) return;
      void attempt(async () => {
        const reading = await client.imports.read({ importId, ...corrections });
        return { kind: "columns", reading, mapping: suggestedMapping(reading) };
      });
    },
    map: (index, field) => {
      if (step.kind === "columns") setStep({ ...step, mapping: new Map(step.mapping).set(index, field) });
    },
    compare: () => {
      if (readingOf === undefined) return;
      const { reading, mapping } = readingOf;
      void attempt(async () => {
        const counts = await client.imports.preview({
          importId: reading.importId,
          mapping: [...mapping].map(([index, field]) => ({ index, field })),
          defaultCountry: country,
        });
        return { kind: "rows", reading, mapping, counts };
      });
    },
    ...rowActions(client, steps),
    backToColumns: () => {
      if (step.kind === "rows") setStep({ kind: "columns", reading: step.reading, mapping: step.mapping });
    },
    commit: () => {
      if (step.kind !== "rows") return;
      const { reading, counts } = step;
      void attempt(async () => {
        const left = await readLeftOut(client, reading.importId, counts);
        const { undoId, sentence } = await client.imports.commit({ importId: reading.importId });
        return { kind: "done", undoId, sentence, left };
      });
    },
    startOver: () => {
      if (importId !== undefined) void client.imports.discard({ importId }).catch(() => undefined);
      setProblem(undefined);
      setStep({ kind: "file" });
    },
  };
};
