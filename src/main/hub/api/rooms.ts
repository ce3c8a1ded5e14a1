import type { AccountId } from "#shared/api/settings.ts";
import type { AccountUse } from "#hub/account-use.ts";
import type { Secrets } from "#hub/ports/index.ts";
import type { Campaigns } from "#hub/campaigns/index.ts";
import type { Deliveries, Runs, SuppressionList } from "#hub/delivery/index.ts";
import type { Dispatcher, HeldDecisions } from "#hub/dispatcher/index.ts";
import type { Guests } from "#hub/guests/index.ts";
import type { LaneDetails } from "#hub/lanes/index.ts";
import type { ProviderAccounts } from "#hub/providers/accounts/index.ts";
import type { Weddings } from "#hub/weddings/index.ts";
import type { NewJournalResult } from "#hub/new-journal.ts";
import type { DamagedEntries } from "#hub/damaged-entries.ts";
import type { AppStatusSource } from "#hub/app-status.ts";

/** The rooms that the API opens onto. */
export interface Rooms {
  readonly about: { readonly version: string; readonly secretsProtection: Secrets["protection"]; readonly zone: string };
  readonly beginNewJournal: () => Promise<NewJournalResult>;
  readonly status: AppStatusSource;
  readonly damaged: DamagedEntries;
  readonly weddings: Weddings;
  readonly guests: Guests;
  readonly campaigns: Campaigns;
  readonly runs: Runs;
  readonly deliveries: Deliveries;
  readonly suppressions: SuppressionList;
  readonly dispatcher: Dispatcher;
  readonly lanes: LaneDetails;
  readonly heldDecisions: HeldDecisions;
  readonly accounts: ProviderAccounts;
  /** For whoever is about to remove an account. */
  readonly accountUse: (input: { readonly provider: AccountId }) => AccountUse;
}
