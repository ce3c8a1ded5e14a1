import { useId } from "react";
import { Link } from "wouter";
import type { Finding } from "#shared/api/campaigns.ts";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { fixLinkOf } from "./fix-link.ts";
import { PeopleList } from "./people-list.tsx";

const grades = [
  { grade: "stop", word: "Stop", tone: "bad", sentence: "Has to be put right before this can be sent." },
  { grade: "decide", word: "Decide", tone: "warn", sentence: "Put it right, or confirm that it is fine." },
  { grade: "note", word: "Note", tone: "neutral", sentence: "Good to know." },
] as const;

interface ChecksPanelProps {
  readonly campaignId: string;
  readonly findings: readonly Finding[];
  /** Codes that are confirmed here; the others of their grade are confirmed with the list of those left out. */
  readonly toDecide: readonly string[];
  readonly decided: readonly string[];
  readonly onDecide: (codes: readonly string[], isDecided: boolean) => void;
}

/** What was found, gravest first. "Stop" keeps the message from being sent, "decide" waits for a person's tick. */
export const ChecksPanel = ({ campaignId, findings, toDecide, decided, onDecide }: ChecksPanelProps) => (
  <section aria-label="Checks" className="border-line bg-surface-2 flex flex-col gap-4 rounded-lg border p-4">
    <div className="flex flex-wrap items-center justify-between gap-2">
      <h2 className="text-base font-semibold">Checks</h2>
      {toDecide.length < 2 ? null : (
        <Button
          variant="quiet"
          isDisabled={toDecide.every((code) => decided.includes(code))}
          onPress={() => onDecide(toDecide, true)}
        >{`Confirm all ${toDecide.length}`}</Button>
      )}
    </div>
    {findings.length === 0 ? <p>Nothing found.</p> : null}
    {grades.map(({ grade, word, tone, sentence }) => {
      const list = findings.filter((finding) => finding.grade === grade);
      return list.length === 0 ? null : (
        <div key={grade} data-testid={`checks-${grade}`}>
          <h3 className="mb-2 flex flex-wrap items-center gap-2 text-sm font-semibold">
            <Badge tone={tone}>{`${word} ${list.length}`}</Badge>
            <span className="text-ink-2 font-normal">{sentence}</span>
          </h3>
          <ul className="divide-line flex flex-col divide-y">
            {list.map((finding) => (
              <li key={`${finding.code} ${finding.sentence}`} className="py-2 text-sm first:pt-0 last:pb-0">
                <FindingLine
                  campaignId={campaignId}
                  finding={finding}
                  decided={grade === "decide" && toDecide.includes(finding.code) ? decided.includes(finding.code) : null}
                  onDecide={(isDecided) => onDecide([finding.code], isDecided)}
                />
              </li>
            ))}
          </ul>
        </div>
      );
    })}
  </section>
);

interface FindingLineProps {
  readonly campaignId: string;
  readonly finding: Finding;
  /** Null where nothing is decided here. */
  readonly decided: boolean | null;
  readonly onDecide: (isDecided: boolean) => void;
}

const FindingLine = ({ campaignId, finding, decided, onDecide }: FindingLineProps) => {
  const id = useId();
  const link = fixLinkOf(finding.fixAt, campaignId);
  return (
    <>
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <p id={id}>{finding.sentence}</p>
          <p className="text-ink-2">
            {finding.fix}{" "}
            {link === null ? null : (
              <Link className="text-ink underline" href={link.href}>
                {link.label}
              </Link>
            )}
          </p>
          <Alternatives campaignId={campaignId} of={finding} />
        </div>
        {decided === null ? null : (
          <Checkbox aria-describedby={id} isSelected={decided} onChange={onDecide}>
            Fine
          </Checkbox>
        )}
      </div>
      <PeopleList guestIds={finding.guestIds} count={finding.count} />
    </>
  );
};

const Alternatives = ({ campaignId, of }: { readonly campaignId: string; readonly of: Finding }) =>
  of.alternatives.length === 0 ? null : (
    <ul className="mt-1 flex list-disc flex-col gap-1 ps-5">
      {of.alternatives.map(({ sentence, at }) => {
        const link = fixLinkOf(at, campaignId);
        return (
          <li key={sentence}>
            {sentence}{" "}
            {link === null ? null : (
              <Link className="text-ink underline" href={link.href}>
                {link.label}
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
