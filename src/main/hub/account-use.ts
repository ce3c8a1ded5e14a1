import type { AccountId } from "#shared/api/settings.ts";
import type { MessageState } from "#shared/message/states.ts";
import type { MessageBook } from "./ledger/index.ts";
import type { ProviderAccounts } from "./providers/accounts/index.ts";

/** What still hangs on one account. */
export interface AccountUse {
  inDoubt: number;
  waiting: number;
  hasOther: boolean;
}

const doubtful: ReadonlySet<MessageState["kind"]> = new Set(["started", "unknown", "held"]);

/** Looks through the open messages: what would be lost, or would wait, if the account went. */
export const accountUseOf = (
  book: Pick<MessageBook, "entries">,
  accounts: Pick<ProviderAccounts, "providersFor">,
  account: AccountId,
): AccountUse => {
  const channel = (["email", "sms", "push"] as const).find((one) => accounts.providersFor(one, false).some(({ id }) => id === account));
  const use: AccountUse = { inDoubt: 0, waiting: 0, hasOther: channel !== undefined && accounts.providersFor(channel, false).length > 1 };
  for (const { intent, attempts, state } of book.entries()) {
    if (doubtful.has(state.kind) && attempts.at(-1)?.provider === account) use.inDoubt += 1;
    else if (state.kind === "queued" && !intent.practice && intent.plan.some((step) => step.channel === channel)) use.waiting += 1;
  }
  return use;
};
