import type { ReactNode } from "react";
import type { ReportRow, RunReport } from "#shared/api/run-report.ts";
import { useClient } from "../../../state/bridge-context.tsx";
import { Button } from "../../../ui/button.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { Page } from "../../../ui/page.tsx";
import { providerWords } from "#shared/message/provider-words.ts";
import { saveCsv } from "../../../ui/save-csv.ts";
import { shortTime, zoneCity } from "../../../ui/wedding-time.ts";
import { channelWords } from "../../../ui/plain-words.ts";
import { moneyWords } from "../cost-words.ts";
import { useLoad } from "../use-load.ts";
import { reportCsv } from "./report-csv.ts";
import { accountWords, sumsBy, termWords } from "./report-sums.ts";

/** What became of everybody who was approved: for the couple, for the file, on paper. Prints without the app around it. */
export const ReportScreen = ({ campaignId }: { readonly campaignId: string }) => {
  const client = useClient();
  const report = useLoad(`report ${campaignId}`, (signal) => client.campaigns.report({ campaignId }, { signal }));
  const { value } = report;
  return (
    <Page
      title={value === undefined ? "Report" : <bdi>{value.campaignName}</bdi>}
      subtitle={value === undefined ? undefined : <MadeLine report={value} />}
      back={{ href: `/messages/${campaignId}/run`, label: "Back to the run" }}
      actions={
        value === undefined ? null : (
          <div className="flex flex-wrap gap-2 print:hidden">
            <Button isDisabled={report.loading} onPress={report.reload}>
              Bring up to date
            </Button>
            <Button onPress={() => saveCsv({ fileName: `report-${campaignId}.csv`, csv: reportCsv(value) })}>Save as CSV</Button>
            <Button variant="primary" onPress={() => window.print()}>
              Print or save as PDF
            </Button>
          </div>
        )
      }
    >
      {report.problem === undefined ? null : <ErrorState problem={report.problem} onRetry={report.reload} />}
      {value === undefined && report.problem === undefined ? <p role="status">Accounting for everybody…</p> : null}
      {value === undefined ? null : <ReportBody report={value} />}
    </Page>
  );
};

const MadeLine = ({ report: { weddingName, approvedAt, madeAt, zone } }: { readonly report: RunReport }): ReactNode => (
  <>
    <bdi>{weddingName}</bdi>
    {approvedAt === null ? null : ` · approved ${fullTime(approvedAt, zone)}`}
    {` · as of ${fullTime(madeAt, zone)}, times in ${zoneCity(zone)}`}
  </>
);

/** With its day: paper is read on another one. */
const fullTime = (at: number, zone: string): string => shortTime(at, zone, 0);

const ReportBody = ({ report }: { readonly report: RunReport }) => {
  const { rows, zone, currency, sumCloses } = report;
  const costs = rows.some(({ cents }) => cents > 0);
  return (
    <>
      <section aria-label="Sum" className="border-line bg-surface-2 flex flex-col gap-3 rounded-lg border p-4 print:border-0 print:p-0">
        <p className="font-medium" data-testid="report-sum" data-closes={sumCloses}>
          {accountWords(report)}
        </p>
        {sumCloses ? null : <p className="text-bad text-sm">The counts disagree: please report this, with the CSV.</p>}
        <div className="grid grid-cols-1 gap-6 sm:grid-cols-2">
          <SumTable caption="By state" sums={sumsBy(rows, ({ term }) => termWords[term])} costs={costs ? currency : null} />
          <SumTable caption="By sender" sums={sumsBy(rows, senderOf)} costs={costs ? currency : null} />
        </div>
        {costs ? <p className="text-ink-2 text-sm">Costs are estimates by today’s prices.</p> : null}
      </section>
      <table className="w-full table-fixed text-sm" data-testid="report-rows">
        <caption className="sr-only">Everybody who was approved</caption>
        <thead>
          <tr className="border-edge border-b">
            {["Guest", "What happened", "By", "Attempts", "When", ...(costs ? ["Cost"] : [])].map((head) => (
              <th key={head} scope="col" className={`py-1 pe-3 text-start font-semibold ${widths[head] ?? ""}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.messageId} row={row} zone={zone} currency={costs ? currency : null} />
          ))}
        </tbody>
      </table>
    </>
  );
};

const widths: Readonly<Record<string, string>> = { Guest: "w-[22%]", By: "w-[17%]", Attempts: "w-[9%]", When: "w-[15%]", Cost: "w-[9%]" };

const senderOf = ({ channel, provider }: ReportRow): string =>
  provider === null ? `${channelWords[channel]}, not tried` : `${channelWords[channel]}, ${providerWords(provider)}`;

interface RowProps {
  readonly row: ReportRow;
  readonly zone: string;
  /** Null where nothing cost anything. */
  readonly currency: string | null;
}

const Row = ({ row, zone, currency }: RowProps) => (
  <tr className="border-line break-inside-avoid border-b align-top">
    <th scope="row" className="py-1 pe-3 text-start font-medium wrap-break-word">
      <bdi>{row.name === "" ? "Unnamed guest" : row.name}</bdi>
    </th>
    <td className="py-1 pe-3 wrap-break-word">
      <bdi>{row.sentence}</bdi>
      {row.reason === "" ? null : <span className="text-ink-2 block">{row.reason}</span>}
    </td>
    <td className="py-1 pe-3">{senderOf(row)}</td>
    <td className="py-1 pe-3 tabular-nums">{row.attempts}</td>
    <td className="py-1 pe-3 tabular-nums">{fullTime(row.at, zone)}</td>
    {currency === null ? null : <td className="py-1 tabular-nums">{row.cents === 0 ? "" : moneyWords(row.cents, currency)}</td>}
  </tr>
);

interface SumTableProps {
  readonly caption: string;
  readonly sums: ReturnType<typeof sumsBy>;
  readonly costs: string | null;
}

const SumTable = ({ caption, sums, costs }: SumTableProps) => (
  <table className="w-full self-start text-sm tabular-nums">
    <caption className="text-start font-semibold">{caption}</caption>
    <tbody>
      {sums.map(({ key, count, cents }) => (
        <tr key={key} className="border-line border-b">
          <th scope="row" className="py-1 text-start font-normal">
            {key}
          </th>
          <td className="py-1 text-end">{count.toLocaleString()}</td>
          {costs === null ? null : <td className="py-1 ps-3 text-end">{moneyWords(cents, costs)}</td>}
        </tr>
      ))}
      <tr className="font-semibold">
        <th scope="row" className="py-1 text-start">
          Together
        </th>
        <td className="py-1 text-end">{sums.reduce((sum, { count }) => sum + count, 0).toLocaleString()}</td>
        {costs === null ? null : (
          <td className="py-1 ps-3 text-end">
            {moneyWords(
              sums.reduce((sum, { cents }) => sum + cents, 0),
              costs,
            )}
          </td>
        )}
      </tr>
    </tbody>
  </table>
);
