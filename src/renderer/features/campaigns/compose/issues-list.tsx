import type { Preview } from "#shared/api/campaigns.ts";

/** What is wrong with the text on screen, with its place. */
export const IssuesList = ({ issues }: { readonly issues: Preview["issues"] }) => {
  if (issues.length === 0) return null;
  return (
    <section aria-label="Issues" className="border-bad rounded-md border p-3">
      <h2 className="text-bad mb-1 text-sm font-semibold">{issues.length === 1 ? "1 thing to fix" : `${issues.length} things to fix`}</h2>
      <ul className="list-disc ps-5 text-sm">
        {issues.map((issue) => (
          <li key={`${issue.line}:${issue.column} ${issue.sentence}`}>
            {issue.line > 0 ? `Line ${issue.line}: ` : null}
            {issue.sentence}
          </li>
        ))}
      </ul>
    </section>
  );
};
