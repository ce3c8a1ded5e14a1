import type { Finding } from "#shared/api/campaigns.ts";
import { Badge } from "../../../ui/badge.tsx";
import { PeopleList } from "./people-list.tsx";

const grades = [
  { grade: "stop", word: "Stop", tone: "bad" },
  { grade: "decide", word: "Decide", tone: "warn" },
  { grade: "note", word: "Note", tone: "neutral" },
] as const;

/** What was found, worst first. "Stop" keeps the message from being sent. */
export const ChecksPanel = ({ findings }: { readonly findings: readonly Finding[] }) => (
  <section aria-label="Checks" className="border-line bg-surface-2 flex flex-col gap-3 rounded-lg border p-4">
    <h2 className="text-base font-semibold">Checks</h2>
    {findings.length === 0 ? <p>Nothing found.</p> : null}
    {grades.map(({ grade, word, tone }) => {
      const list = findings.filter((finding) => finding.grade === grade);
      return list.length === 0 ? null : (
        <div key={grade} data-testid={`checks-${grade}`}>
          <h3 className="mb-1 flex items-center gap-2 text-sm font-semibold">
            <Badge tone={tone}>{`${word} ${list.length}`}</Badge>
          </h3>
          <ul className="flex flex-col gap-2">
            {list.map((finding) => (
              <li key={`${finding.code} ${finding.sentence}`} className="text-sm">
                <p>{finding.sentence}</p>
                <p className="text-ink-2">{finding.fix}</p>
                <PeopleList guestIds={finding.guestIds} count={finding.count} />
              </li>
            ))}
          </ul>
        </div>
      );
    })}
  </section>
);
