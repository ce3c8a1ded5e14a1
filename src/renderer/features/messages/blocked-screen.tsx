import { useState, type ReactNode } from "react";
import type { Lift, SuppressionRow } from "#shared/api/suppressions.ts";
import { shownAddress } from "#shared/contact/push-address.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveList, useLiveValue } from "../../state/live-slot.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { channelWords } from "../../ui/plain-words.ts";
import { BlockDialog, LiftDialog } from "./block-dialogs.tsx";
import { reasonWords } from "./reason-words.ts";
import { useNow } from "../../state/use-now.ts";
import { useWeddingZone } from "../../state/use-wedding.ts";
import { exactTime, shortTime } from "../../ui/wedding-time.ts";

/** Rows of one page. */
const pageRows = 50;

/** Addresses that must not be written to: why, since when, by whose word; added and lifted by hand. */
export const BlockedScreen = ({ weddingId }: { readonly weddingId: string }): ReactNode => {
  const client = useClient();
  const [search, setSearch] = useState("");
  const [page, setPage] = useState(0);
  const [isAdding, setAdding] = useState(false);
  const [lifting, setLifting] = useState<SuppressionRow>();
  const input = { weddingId, channel: null, search, offset: page * pageRows, limit: pageRows };
  const list = useLiveList(`suppressions ${JSON.stringify(input)}`, (signal) => client.suppressions.window(input, { signal }));
  const lifted = useLiveValue(`suppressions.lifted ${weddingId}`, (signal) => client.suppressions.lifted({ weddingId }, { signal }));
  const rows = list.ids.flatMap((id) => list.byId.get(id) ?? []);
  const problem = list.problem ?? lifted.problem;
  return (
    <Page
      title="Blocked addresses"
      subtitle="Nothing is sent to these, whatever is approved."
      back={{ href: "/deliveries", label: "Deliveries" }}
      actions={<Button onPress={() => setAdding(true)}>Block an address</Button>}
    >
      <div className="w-64">
        <TextField
          label="Search addresses"
          hideLabel
          type="search"
          placeholder="Search addresses"
          value={search}
          onChange={(text) => {
            setPage(0);
            setSearch(text.slice(0, 200));
          }}
        />
      </div>
      {problem === undefined ? null : <ErrorState problem={problem} />}
      {rows.length === 0 ? (
        <EmptyState sentence={list.status === "loading" ? "Looking…" : "No address is blocked."} />
      ) : (
        <BlockedTable weddingId={weddingId} rows={rows} onLift={setLifting} />
      )}
      {list.total <= pageRows ? null : (
        <div className="flex items-center justify-end gap-2">
          <span className="text-sm text-ink-2">{`${list.total.toLocaleString()} addresses`}</span>
          <Button variant="quiet" isDisabled={page === 0} onPress={() => setPage(page - 1)}>
            Newer
          </Button>
          <Button variant="quiet" isDisabled={(page + 1) * pageRows >= list.total} onPress={() => setPage(page + 1)}>
            Older
          </Button>
        </div>
      )}
      <Lifted weddingId={weddingId} lifts={lifted.value ?? []} />
      {isAdding ? <BlockDialog weddingId={weddingId} onClose={() => setAdding(false)} /> : null}
      {lifting === undefined ? null : <LiftDialog row={lifting} onClose={() => setLifting(undefined)} />}
    </Page>
  );
};

interface BlockedTableProps {
  readonly weddingId: string;
  readonly rows: readonly SuppressionRow[];
  readonly onLift: (row: SuppressionRow) => void;
}

const BlockedTable = ({ weddingId, rows, onLift }: BlockedTableProps): ReactNode => {
  const zone = useWeddingZone(weddingId);
  const now = useNow(30_000);
  return (
    <div className="overflow-x-auto" role="region" aria-label="Blocked addresses" tabIndex={0}>
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line text-start text-ink-2">
            {["Address", "Guest", "Why", "Since", ""].map((word) => (
              <th key={word} scope="col" className="px-2 py-2 text-start font-medium">
                {word === "" ? <span className="sr-only">Lift</span> : word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="border-b border-line">
              <th scope="row" className="px-2 py-1.5 text-start font-normal">
                <bdi className="break-all">{shownAddress(row.address)}</bdi>
                <span className="block text-ink-2">{channelWords[row.channel]}</span>
              </th>
              <td className="px-2 py-1.5">
                <bdi>{row.guestNames.join(", ")}</bdi>
              </td>
              <td className="px-2 py-1.5">
                {reasonWords(row.reason)}
                <span className="block text-ink-2">{evidenceWords(row)}</span>
              </td>
              <td className="px-2 py-1.5 tabular-nums" title={exactTime(row.createdAt, zone)}>
                {shortTime(row.createdAt, zone, now)}
              </td>
              <td className="px-2 py-1.5 text-end">
                <Button variant="quiet" onPress={() => onLift(row)}>
                  Lift…
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const evidenceWords = ({ evidence, evidenceCount }: SuppressionRow): string => {
  const newest = evidence.at(-1);
  if (newest === undefined) return "";
  const said = newest.detail === "" ? reasonWords(newest.code) : newest.detail;
  return evidenceCount === 1 ? said : `${said} (${evidenceCount} statements)`;
};

const Lifted = ({ weddingId, lifts }: { readonly weddingId: string; readonly lifts: readonly Lift[] }): ReactNode => {
  const zone = useWeddingZone(weddingId);
  const now = useNow(30_000);
  if (lifts.length === 0) return null;
  return (
    <section aria-label="Lifted">
      <h2 className="font-display text-lg">Lifted</h2>
      <ul className="text-sm">
        {lifts.map((lift) => (
          <li key={lift.id} className="border-t border-line py-1.5 first:border-0">
            <bdi className="break-all">{shownAddress(lift.address)}</bdi>
            {`, ${channelWords[lift.channel].toLowerCase()}: was “${reasonWords(lift.reason).toLowerCase()}”, lifted ${shortTime(lift.at, zone, now)}`}
            {lift.why === "" ? null : <bdi className="block text-ink-2">{lift.why}</bdi>}
          </li>
        ))}
      </ul>
    </section>
  );
};
