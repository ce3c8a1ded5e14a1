import { providerIdSchema, type ProviderId } from "#shared/message/ledger-rows.ts";
import { providerWords } from "#shared/message/provider-words.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveValue } from "../../state/live-slot.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { useNow } from "../../state/use-now.ts";
import { useWeddingZone } from "../../state/use-wedding.ts";
import { ConditionPanel } from "./condition-panel.tsx";
import { CallsPanel, CostPanel, ErrorsPanel, QueuePanel, QuotaPanel } from "./lane-panels.tsx";
import { channelTitles } from "./lane-words.ts";

interface LaneScreenProps {
  readonly weddingId: string;
  /** From the URL. */
  readonly provider: string;
}

/** Everything about one account: how it is, how its calls go, who waits for it, what it costs. */
export const LaneScreen = ({ weddingId, provider }: LaneScreenProps) => {
  const known = providerIdSchema.safeParse(decodeURIComponent(provider));
  return known.success ? <Lane weddingId={weddingId} provider={known.data} /> : <NotConnected />;
};

const Lane = ({ weddingId, provider }: { readonly weddingId: string; readonly provider: ProviderId }) => {
  const client = useClient();
  const zone = useWeddingZone(weddingId);
  const now = useNow(1_000);
  const { value: lane, problem } = useLiveValue(`lane ${provider}`, (signal) => client.lanes.detail({ provider }, { signal }));
  if (problem !== undefined) return <ErrorState problem={problem} />;
  if (lane === undefined) return <p role="status">Loading the account…</p>;
  if (lane === null) return <NotConnected />;
  const shown = { lane, zone, now };
  return (
    <Page
      title={`${channelTitles[lane.status.channel]} · ${providerWords(provider)}`}
      subtitle={lane.name === "" ? undefined : lane.name}
      back={{ href: "/today", label: "Today" }}
    >
      <div className="grid items-start gap-4 md:grid-cols-2">
        <ConditionPanel {...shown} />
        <QueuePanel {...shown} />
        <CallsPanel {...shown} />
        <ErrorsPanel {...shown} />
        <QuotaPanel {...shown} />
        <CostPanel {...shown} />
      </div>
    </Page>
  );
};

const NotConnected = () => <EmptyState sentence="This account is not connected. Settings shows those that are." />;
