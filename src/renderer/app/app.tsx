import { lazy, Suspense, type ReactNode } from "react";
import { Redirect, Route, Router, Switch } from "wouter";

import { useBridgeState } from "../state/bridge-context.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { FirstRun } from "../features/today/first-run.tsx";
import { useChosenWedding, useWeddings } from "./chosen-wedding.ts";
import { Frame } from "./frame.tsx";
import { useHashRoute } from "./hash-location.ts";
import { routes } from "./routes.ts";

const TodayScreen = lazy(async () => ({ default: (await import("../features/today/index.ts")).TodayScreen }));
const GuestsScreen = lazy(async () => ({ default: (await import("../features/guests/index.ts")).GuestsScreen }));
const BinScreen = lazy(async () => ({ default: (await import("../features/bin/index.ts")).BinScreen }));
const ImportScreen = lazy(async () => ({ default: (await import("../features/import/index.ts")).ImportScreen }));
const CampaignListScreen = lazy(async () => ({ default: (await import("../features/campaigns/index.ts")).CampaignListScreen }));
const ComposeScreen = lazy(async () => ({ default: (await import("../features/campaigns/index.ts")).ComposeScreen }));
const ReviewScreen = lazy(async () => ({ default: (await import("../features/campaigns/index.ts")).ReviewScreen }));
const RunScreen = lazy(async () => ({ default: (await import("../features/campaigns/index.ts")).RunScreen }));
const BlockedScreen = lazy(async () => ({ default: (await import("../features/messages/index.ts")).BlockedScreen }));
const ReportScreen = lazy(async () => ({ default: (await import("../features/campaigns/index.ts")).ReportScreen }));
const DeliveriesScreen = lazy(async () => ({ default: (await import("../features/messages/index.ts")).DeliveriesScreen }));
const LaneScreen = lazy(async () => ({ default: (await import("../features/lanes/index.ts")).LaneScreen }));
const DamagedScreen = lazy(async () => ({ default: (await import("../features/settings/index.ts")).DamagedScreen }));
const SettingsScreen = lazy(async () => ({ default: (await import("../features/settings/index.ts")).SettingsScreen }));

export const App = (): ReactNode => {
  const isRefused = useBridgeState() === "refused";
  if (isRefused) return <EmptyState sentence="This window’s session is over. Open Usher again from where you started it." />;
  return (
    <Router hook={useHashRoute}>
      <Weddings />
    </Router>
  );
};

const Weddings = (): ReactNode => {
  const { value: weddings, status, problem } = useWeddings();
  const { weddingId, choose } = useChosenWedding();
  if (weddings === undefined)
    return status === "error" ? (
      <div className="p-6">
        <ErrorState problem={problem} />
      </div>
    ) : null;
  const wedding = weddings.find(({ id }) => id === weddingId) ?? weddings[0];
  return (
    <Frame weddings={weddings} wedding={wedding}>
      {wedding === undefined ? <FirstRun onOpened={choose} /> : <Screens key={wedding.id} weddingId={wedding.id} />}
    </Frame>
  );
};

const Screens = ({ weddingId }: { readonly weddingId: string }): ReactNode => (
  <Suspense fallback={null}>
    <Switch>
      <Route path={routes.today}>
        <TodayScreen weddingId={weddingId} />
      </Route>
      <Route path={routes.guests}>
        <GuestsScreen weddingId={weddingId} />
      </Route>
      <Route path={routes.bin}>
        <BinScreen weddingId={weddingId} section="bin" />
      </Route>
      <Route path={routes.history}>
        <BinScreen weddingId={weddingId} section="history" />
      </Route>
      <Route path={routes.import}>
        <ImportScreen weddingId={weddingId} />
      </Route>
      <Route path={routes.messages}>
        <CampaignListScreen weddingId={weddingId} />
      </Route>
      <Route path={routes.compose}>{({ campaignId }) => <ComposeScreen weddingId={weddingId} campaignId={campaignId} />}</Route>
      <Route path={routes.review}>{({ campaignId }) => <ReviewScreen weddingId={weddingId} campaignId={campaignId} />}</Route>
      <Route path={routes.run}>{({ campaignId }) => <RunScreen weddingId={weddingId} campaignId={campaignId} />}</Route>
      <Route path={routes.report}>{({ campaignId }) => <ReportScreen campaignId={campaignId} />}</Route>
      <Route path={routes.deliveries}>
        <DeliveriesScreen weddingId={weddingId} />
      </Route>
      <Route path={routes.blocked}>
        <BlockedScreen weddingId={weddingId} />
      </Route>
      <Route path={routes.lane}>{({ provider }) => <LaneScreen weddingId={weddingId} provider={provider} />}</Route>
      <Route path={routes.settings}>
        <SettingsScreen weddingId={weddingId} />
      </Route>
      <Route path={routes.damaged}>
        <DamagedScreen />
      </Route>
      <Route>
        <Redirect to={routes.today} />
      </Route>
    </Switch>
  </Suspense>
);
