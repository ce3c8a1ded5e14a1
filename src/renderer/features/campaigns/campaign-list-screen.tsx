import { useState } from "react";
import { Link, useLocation } from "wouter";
import type { CampaignRow } from "#shared/api/campaigns.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveList } from "../../state/live-slot.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { useNow } from "../../state/use-now.ts";
import { useWeddingZone } from "../../state/use-wedding.ts";
import { shortTime } from "../../ui/wedding-time.ts";
import { presetWords, slotWord } from "./campaign-words.ts";
import { people } from "../../ui/plain-words.ts";
import { NewMessageDialog } from "./new-message-dialog.tsx";
import { SumLine, TallyBar } from "./tally-bar.tsx";

/** All messages of the wedding, drafts and runs, newest change first. */
export const CampaignListScreen = ({ weddingId }: { readonly weddingId: string }) => {
  const client = useClient();
  const [, navigate] = useLocation();
  const [creating, setCreating] = useState(false);
  const input = { weddingId, offset: 0, limit: 200 };
  const list = useLiveList(`campaigns ${weddingId}`, (signal) => client.campaigns.window(input, { signal }));
  const rows = list.ids.flatMap((id) => list.byId.get(id) ?? []);
  const start = (
    <Button variant="primary" onPress={() => setCreating(true)}>
      New message
    </Button>
  );
  return (
    <Page title="Messages" actions={start}>
      {list.problem === undefined ? null : <ErrorState problem={list.problem} />}
      {list.status === "loading" ? <p role="status">Loading the messages…</p> : null}
      {list.status !== "loading" && list.problem === undefined && rows.length === 0 ? (
        <EmptyState sentence="No message yet. Start with a save-the-date or the invitation; nothing leaves before you have reviewed it." />
      ) : null}
      <ul className="flex flex-col gap-3" aria-label="Messages">
        {rows.map((row) => (
          <CampaignCard key={row.id} row={row} />
        ))}
      </ul>
      {creating ? (
        <NewMessageDialog
          weddingId={weddingId}
          onClose={() => setCreating(false)}
          onCreated={(id) => navigate(`/messages/${id}/compose`)}
        />
      ) : null}
    </Page>
  );
};

const CampaignCard = ({ row }: { readonly row: CampaignRow }) => {
  const zone = useWeddingZone(row.weddingId);
  const now = useNow(60_000);
  const isDraft = row.status === "draft";
  const to = row.audience.kind === "view" ? presetWords[row.audience.view.preset] : people(row.audience.guestIds.length);
  return (
    <li className="border-line bg-surface-2 flex flex-col gap-2 rounded-lg border p-4">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 className="text-base font-semibold">
          <Link className="hover:underline" href={`/messages/${row.id}/${isDraft ? "compose" : "run"}`}>
            <bdi>{row.name}</bdi>
          </Link>
        </h2>
        <span className="text-ink-2 text-sm">{`${slotWord(row.slot)} · to ${to} · ${statusWords[row.status]}`}</span>
        <span className="text-ink-2 ms-auto text-sm tabular-nums">{shortTime(row.updatedAt, zone, now)}</span>
      </div>
      {row.tally === null || row.tally.approved === 0 ? null : (
        <>
          <TallyBar tally={row.tally} />
          <SumLine tally={row.tally} campaignId={row.id} />
        </>
      )}
    </li>
  );
};

const statusWords: Readonly<Record<CampaignRow["status"], string>> = { draft: "draft", approved: "approved", cancelled: "cancelled" };
