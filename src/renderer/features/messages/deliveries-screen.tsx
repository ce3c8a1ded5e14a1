import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import type { MessageRow } from "#shared/api/messages.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveList } from "../../state/live-slot.ts";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { DeliveryState } from "../../ui/delivery-state.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { TextButton } from "../../ui/text-button.tsx";
import { showToast } from "../../ui/toast.tsx";
import { channelWords } from "../campaigns/campaign-words.ts";
import { deliveriesPath, messageGroupOf, messageGroups, type MessageGroup } from "./message-groups.ts";
import { MessageTimeline } from "./message-timeline.tsx";
import { useNow } from "./use-now.ts";
import { useWeddingZone } from "./use-wedding.ts";
import { exactTime, shortTime } from "./wedding-time.ts";

/** Rows of one page: enough to scan, and every page is one small live window. */
const pageRows = 50;

/** Every message of the wedding, or of one campaign, by what became of it. Group, campaign and message live in the URL. */
export const DeliveriesScreen = ({ weddingId }: { readonly weddingId: string }) => {
  const [, navigate] = useLocation();
  const query = new URLSearchParams(useSearch());
  const group = messageGroupOf(query.get("group"));
  const campaignId = query.get("campaign");
  const [page, setPage] = useState(0);
  const [openId, setOpen] = useState<string | null>(query.get("message"));
  return (
    <Page title="Deliveries">
      {campaignId === null ? null : (
        <p className="mb-3 flex items-center gap-2">
          Only one message is shown.
          <Button variant="quiet" onPress={() => navigate(deliveriesPath(group))}>
            Show all messages
          </Button>
        </p>
      )}
      <Tabs
        items={[...messageGroups]}
        value={group}
        onChange={(next) => {
          setPage(0);
          navigate(deliveriesPath(messageGroupOf(next), campaignId ?? undefined));
        }}
      >
        <MessagePage weddingId={weddingId} campaignId={campaignId} group={group} page={page} onPage={setPage} onOpen={setOpen} />
      </Tabs>
      {openId === null ? null : <MessageTimeline messageId={openId} onClose={() => setOpen(null)} />}
    </Page>
  );
};

interface MessagePageProps {
  readonly weddingId: string;
  readonly campaignId: string | null;
  readonly group: MessageGroup;
  readonly page: number;
  readonly onPage: (page: number) => void;
  readonly onOpen: (messageId: string) => void;
}

const MessagePage = ({ weddingId, campaignId, group, page, onPage, onOpen }: MessagePageProps) => {
  const client = useClient();
  const input = { weddingId, campaignId, group, offset: page * pageRows, limit: pageRows };
  const list = useLiveList(`messages ${JSON.stringify(input)}`, (signal) => client.messages.window(input, { signal }));
  if (list.problem !== undefined) return <ErrorState problem={list.problem} />;
  if (list.status === "loading") return <p role="status">Loading the deliveries…</p>;
  const rows = list.ids.flatMap((id) => list.byId.get(id) ?? []);
  if (rows.length === 0) return <EmptyState sentence={emptyWords[group]} />;
  const pages = Math.max(1, Math.ceil(list.total / pageRows));
  return (
    <div className="flex flex-col gap-3 pt-3">
      <RedriveBar rows={rows} />
      <MessageTable weddingId={weddingId} rows={rows} onOpen={onOpen} />
      <div className="flex items-center justify-end gap-2">
        <span className="text-ink-2 text-sm">{`${list.total.toLocaleString()} messages, page ${page + 1} of ${pages}`}</span>
        <Button variant="quiet" isDisabled={page === 0} onPress={() => onPage(page - 1)}>
          Newer
        </Button>
        <Button variant="quiet" isDisabled={page + 1 >= pages} onPress={() => onPage(page + 1)}>
          Older
        </Button>
      </div>
    </div>
  );
};

const emptyWords: Readonly<Record<MessageGroup, string>> = {
  all: "Nothing has been sent yet. Approved messages appear here.",
  held: "Nothing is held: we know what became of every message.",
  problem: "No problems.",
  waiting: "Nothing is waiting.",
  accepted: "Nothing is between the provider and a guest.",
  delivered: "No provider has confirmed a delivery yet.",
};

const RedriveBar = ({ rows }: { readonly rows: readonly MessageRow[] }) => {
  const client = useClient();
  const dead = rows.filter((row) => row.state === "dead").map((row) => row.id);
  const redrive = useCommand(async () => {
    const { redriven } = await client.messages.redrive({ messageIds: dead });
    showToast({ sentence: `${redriven} will be tried again.` });
  });
  if (dead.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button isDisabled={redrive.pending} onPress={() => void redrive.run()}>{`Try ${dead.length} on this page again`}</Button>
      {redrive.problem === undefined ? null : <ErrorState problem={redrive.problem} />}
    </div>
  );
};

/** What the state's badge does not say already: why it waits, or the provider's own words. */
const moreWords = (row: MessageRow): string => (row.state === "queued" ? row.sentence.replace(/^Waiting:? ?/u, "") : row.detail);

const MessageTable = ({
  weddingId,
  rows,
  onOpen,
}: Pick<MessagePageProps, "weddingId" | "onOpen"> & { readonly rows: readonly MessageRow[] }) => {
  const zone = useWeddingZone(weddingId);
  const now = useNow(30_000);
  return (
    <div className="overflow-x-auto" role="region" aria-label="Deliveries" tabIndex={0}>
      <table className="w-full text-sm">
        <thead>
          <tr className="border-line text-ink-2 border-b text-start">
            {["Guest", "Message", "Channel", "State", "Attempts", "Updated"].map((word) => (
              <th key={word} scope="col" className="px-2 py-2 text-start font-medium">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="border-line border-b">
              <th scope="row" className="px-2 py-1 text-start font-normal">
                <TextButton onPress={() => onOpen(row.id)}>
                  <bdi>{row.guestName === "" ? "Unnamed guest" : row.guestName}</bdi>
                </TextButton>
              </th>
              <td className="px-2 py-1">
                <bdi>{row.campaignName}</bdi>
              </td>
              <td className="px-2 py-1">{channelWords[row.channel]}</td>
              <td className="px-2 py-1">
                <span className="flex flex-wrap items-center gap-2">
                  <DeliveryState state={row.state} delivery={row.delivery} waiting={row.waiting} />
                  <span className="text-ink-2">{moreWords(row)}</span>
                </span>
              </td>
              <td className="px-2 py-1 tabular-nums">{row.attempts}</td>
              <td className="px-2 py-1 tabular-nums" title={exactTime(row.updatedAt, zone)}>
                {shortTime(row.updatedAt, zone, now)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
