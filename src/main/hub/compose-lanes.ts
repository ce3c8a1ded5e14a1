import { readPhone } from "#shared/contact/phone-number.ts";
import { providerKindOf, type Attempt, type ProviderId } from "#shared/message/ledger-rows.ts";
import type { DailyHours } from "#shared/time/zoned.ts";
import type { HubDeps } from "./create-hub.ts";
import type { CampaignsDeps } from "./campaigns/world.ts";
import { createMetrics, delayWords } from "./delivery/index.ts";
import type { Dispatcher } from "./dispatcher/index.ts";
import {
  createLaneAlarms,
  createLaneProbes,
  createLaneQueues,
  createLaneDetails,
  createOutlook,
  type LaneDetails,
  type Outlook,
  type PlannedOutlook,
} from "./lanes/index.ts";
import type { MessageBook } from "./ledger/index.ts";
import type { OpenFiles } from "./open-files.ts";
import type { LaneFacts, ProviderAccounts } from "./providers/accounts/index.ts";

export interface ComposedLanes {
  readonly lanes: LaneDetails;
  readonly outlook: Outlook;
  /** How a send that nobody has approved yet would fare. */
  readonly fitOf: CampaignsDeps["fitOf"];
  /** Reads back what earlier starts did, then watches. */
  start(): void;
  stop(): Promise<void>;
}

interface LaneRooms extends Pick<OpenFiles, "ledger" | "store"> {
  readonly book: MessageBook;
  readonly dispatcher: Dispatcher;
  readonly accounts: ProviderAccounts;
  readonly quietHours: (practice: boolean) => DailyHours | null;
  /** IANA zone of this computer. */
  readonly zone: string;
}

const channels = ["email", "sms", "push"] as const;

/** Health of the lanes: figures, alarm, questions to the providers, and what the screens show of it. */
export const composeLanes = (
  { clock, random, logger: log, connectivity, notifier }: HubDeps,
  { book, ledger, store, dispatcher, accounts, quietHours, zone }: LaneRooms,
): ComposedLanes => {
  const logger = log.part("lanes");
  const factsOf = (provider: ProviderId): LaneFacts | undefined => laneFactsOf(accounts, provider);
  const metrics = createMetrics({
    ledger,
    chargeOf: (attempt) => chargeOf(book, factsOf(attempt.provider), attempt),
    campaignOf: campaignsOf(ledger),
    zone,
    clock,
    logger,
  });
  const queues = createLaneQueues({ book, dispatcher, clock });
  const alarms = createLaneAlarms({ queues, dispatcher, providers: accounts, metrics, notifier, clock, logger });
  const brokenBy = (provider: ProviderId): string | null => {
    const condition = dispatcher.laneStates().find((lane) => lane.provider === provider)?.condition;
    return condition?.kind === "broken" ? condition.code : null;
  };
  const probes = createLaneProbes({
    providers: () => channels.flatMap((channel) => accounts.providersFor(channel, false)),
    connectivity,
    isStopped: () => dispatcher.isPaused("all"),
    isBusy: (provider) => metrics.perSecond(provider) > 0,
    brokenBy,
    breakLane: dispatcher.breakLane,
    retryLane: dispatcher.retryLane,
    clock,
    random,
    logger,
  });
  const lanes = createLaneDetails({
    collections: store.collections,
    dispatcher,
    providers: accounts,
    queues,
    metrics,
    alarms,
    probes,
    nameOf: (provider) => factsOf(provider)?.name ?? "",
    clock,
  });
  const outlook = createOutlook({ book, dispatcher, providers: accounts, metrics, quietHours, clock });
  let reading: Promise<void> = Promise.resolve();
  return {
    lanes,
    outlook,
    fitOf: (send) => fitOf(outlook.ofPlanned(send)),
    start: () => {
      reading = metrics.start().catch((error: unknown) => logger.error("Earlier calls could not be read back.", { reason: String(error) }));
      alarms.start();
      probes.start();
    },
    stop: async () => {
      outlook.stop();
      metrics.stop();
      await Promise.all([reading, alarms.stop(), probes.stop()]);
    },
  };
};

const fitOf = ({ forecast, tooLate }: PlannedOutlook): ReturnType<CampaignsDeps["fitOf"]> => {
  if (forecast.kind === "done") return { tooLate, endsAt: null, cause: "none", because: "" };
  const endsAt = forecast.kind === "ends" ? forecast.to : null;
  return { tooLate, endsAt, cause: forecast.because.kind, because: delayWords(forecast.because) };
};

const laneFactsOf = (accounts: ProviderAccounts, provider: ProviderId): LaneFacts | undefined => {
  const practice = providerKindOf(provider).startsWith("practice-");
  return channels.flatMap((channel) => accounts.lanes.all(channel, practice)).find((facts) => facts.provider === provider);
};

/** By the account's prices of now; texts are priced by the country of their number. */
const chargeOf = (book: MessageBook, facts: LaneFacts | undefined, { messageId, planIndex, units = 1 }: Attempt) => {
  if (facts === undefined) return null;
  const address = facts.channel === "sms" ? book.get(messageId)?.intent.plan[planIndex]?.address : undefined;
  const price = facts.priceOf(address === undefined ? null : countryOf(address), units);
  return price === null || price.amountMicros === 0 ? null : price;
};

const countryOf = (address: string): string | null => {
  const read = readPhone(address, "GB");
  return read.ok && read.country !== "" ? read.country : null;
};

/** Which campaign an approval belongs to never changes, and approvals are few. */
const campaignsOf = (ledger: Pick<OpenFiles["ledger"], "readApprovals">) => {
  const known = new Map<string, string>();
  return ({ approvalId }: Attempt): string => {
    if (!known.has(approvalId)) for (const one of ledger.readApprovals()) known.set(one.approvalId, one.campaignId);
    return known.get(approvalId) ?? "";
  };
};
