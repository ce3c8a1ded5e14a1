import { useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import type { MessageGroup, MessageView } from "#shared/domain/message-view.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveList, useLiveValue } from "../../state/live-slot.ts";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Download } from "../../ui/icons.ts";
import { Page } from "../../ui/page.tsx";
import { saveCsv } from "../../ui/save-csv.ts";
import { Tabs } from "../../ui/tabs.tsx";
import { showToast } from "../../ui/toast.tsx";
import { DeadReasons } from "./dead-letters.tsx";
import { DeliveriesBar } from "./deliveries-bar.tsx";
import { HeldInbox } from "./held-inbox.tsx";
import { messageGroups } from "./message-groups.ts";
import { MessageTable } from "./message-table.tsx";
import { MessageTimeline } from "./message-timeline.tsx";
import { MessagesBar } from "./messages-bar.tsx";
import { useMessageSelection } from "./use-message-selection.ts";
import { useMessageView } from "./use-message-view.ts";
import { isNarrowed } from "./view-url.ts";

/** Rows of one page: enough to scan, and every page is one small live window. */
const pageRows = 50;

/** Every message of the wedding by what became of it. Filters, group and open message live in the URL. */
export const DeliveriesScreen = ({ weddingId }: { readonly weddingId: string }): ReactNode => {
  const client = useClient();
  const [, navigate] = useLocation();
  const { view, openId, setView, open } = useMessageView();
  const counted = { ...view, group: "all" as const };
  const counts = useLiveValue(`messages.counts ${weddingId} ${JSON.stringify(counted)}`, (signal) =>
    client.messages.counts({ weddingId, view: counted }, { signal }),
  );
  const exporting = useCommand(async () => {
    const { fileName, csv, rows, total } = await client.messages.exportCsv({ weddingId, view });
    saveCsv({ fileName, csv });
    if (rows < total) showToast({ sentence: `The newest ${rows.toLocaleString()} of ${total.toLocaleString()} were exported.` });
  });
  return (
    <Page
      title="Deliveries"
      actions={
        <>
          <Button variant="quiet" onPress={() => navigate("/deliveries/blocked")}>
            Blocked addresses
          </Button>
          <Button isDisabled={exporting.pending} onPress={() => void exporting.run()}>
            <Download aria-hidden />
            Export
          </Button>
        </>
      }
    >
      <DeliveriesBar weddingId={weddingId} view={view} onView={setView} />
      {exporting.problem === undefined ? null : <ErrorState problem={exporting.problem} />}
      <Tabs
        label="What became of them"
        items={messageGroups.map(({ id, label }) => ({ id, label, badge: counts.value?.[id].toLocaleString() }))}
        value={view.group}
        onChange={(group) => setView({ ...view, group })}
      >
        {view.group === "held" ? (
          <HeldInbox weddingId={weddingId} view={view} chosenId={openId} onChoose={open} />
        ) : (
          <MessagePages key={JSON.stringify(view)} weddingId={weddingId} view={view} onOpen={open} />
        )}
      </Tabs>
      {openId === undefined || view.group === "held" ? null : <MessageTimeline messageId={openId} onClose={() => open(undefined)} />}
    </Page>
  );
};

interface MessagePagesProps {
  readonly weddingId: string;
  readonly view: MessageView;
  readonly onOpen: (messageId: string) => void;
}

const MessagePages = ({ weddingId, view, onOpen }: MessagePagesProps): ReactNode => {
  const client = useClient();
  const [page, setPage] = useState(0);
  const input = { weddingId, view, offset: page * pageRows, limit: pageRows };
  const list = useLiveList(`messages ${JSON.stringify(input)}`, (signal) => client.messages.window(input, { signal }));
  const rows = list.ids.flatMap((id) => list.byId.get(id) ?? []);
  const selection = useMessageSelection(weddingId, view, rows);
  if (list.problem !== undefined) return <ErrorState problem={list.problem} />;
  if (list.status === "loading") return <p role="status">Loading the deliveries…</p>;
  if (rows.length === 0 && page === 0) return <EmptyState sentence={isNarrowed(view) ? "Nothing matches." : emptyWords[view.group]} />;
  const pages = Math.max(1, Math.ceil(list.total / pageRows));
  return (
    <div className="flex flex-col gap-3">
      {view.group === "dead" ? <DeadReasons weddingId={weddingId} view={view} /> : null}
      <MessageTable weddingId={weddingId} rows={rows} selection={selection} onOpen={onOpen} />
      <div className="flex items-center justify-end gap-2">
        <span className="text-sm text-ink-2">{`${list.total.toLocaleString()} messages, page ${page + 1} of ${pages}`}</span>
        <Button variant="quiet" isDisabled={page === 0} onPress={() => setPage(page - 1)}>
          Newer
        </Button>
        <Button variant="quiet" isDisabled={page + 1 >= pages} onPress={() => setPage(page + 1)}>
          Older
        </Button>
      </div>
      <MessagesBar weddingId={weddingId} view={view} selection={selection} total={list.total} />
    </div>
  );
};

const emptyWords: Readonly<Record<MessageGroup, string>> = {
  all: "Nothing has been sent yet. Approved messages appear here.",
  held: "Nothing is held: we know what became of every message.",
  dead: "Nothing was given up.",
  problem: "No problems.",
  waiting: "Nothing is waiting.",
  accepted: "Nothing is between the provider and a guest.",
  delivered: "No provider has confirmed a delivery yet.",
};
