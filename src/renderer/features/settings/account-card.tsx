import { useState } from "react";
import type { ProviderAccount } from "#shared/api/settings.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { AlertTriangle, ArrowDown, ArrowUp } from "../../ui/icons.ts";
import { AccountForm } from "./account-form.tsx";
import { accountTitle, dayWords, limitWords } from "./account-words.ts";
import { FiguresForm } from "./figures-form.tsx";
import { LastTest } from "./last-test.tsx";
import { RemoveAccount } from "./remove-account.tsx";

interface AccountCardProps {
  readonly account: ProviderAccount;
  readonly zone: string;
  readonly startsOpen: boolean;
  /** Its place in the order; null where there is none to choose. */
  readonly place: { readonly at: number; readonly of: number } | null;
}

/** One account: what it is and may, and behind two doors its fields and its figures. */
export const AccountCard = ({ account, zone, startsOpen, place }: AccountCardProps) => {
  const client = useClient();
  const [isFormOpen, setFormOpen] = useState(startsOpen);
  const [areFiguresOpen, setFiguresOpen] = useState(false);
  const { provider, connected, figuresAreOld } = account;
  const title = accountTitle(account);
  const test = useCommand(() => client.settings.testProvider({ provider }));
  return (
    <section aria-label={title} className="border-line bg-surface-2 flex flex-col gap-3 rounded-lg border p-4">
      <CardHead account={account} place={place} />
      {connected ? <Summary account={account} /> : null}
      {test.problem === undefined ? null : <ErrorState problem={test.problem} />}
      <LastTest account={account} zone={zone} pending={test.pending} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Disclosure isOpen={isFormOpen} onToggle={() => setFormOpen(!isFormOpen)}>
          Account
        </Disclosure>
        {connected ? (
          <Disclosure isOpen={areFiguresOpen} onToggle={() => setFiguresOpen(!areFiguresOpen)}>
            Limits and prices
          </Disclosure>
        ) : null}
        <span className="ms-auto flex flex-wrap gap-2">
          <Button isDisabled={!connected || test.pending} onPress={() => void test.run()}>
            Test connection
          </Button>
          <RemoveAccount account={account} />
        </span>
      </div>
      {isFormOpen ? <AccountForm account={account} /> : null}
      {connected && areFiguresOpen ? <FiguresForm account={account} /> : null}
      {figuresAreOld ? (
        <p className="text-warn flex items-start gap-2 text-sm">
          <AlertTriangle aria-hidden className="mt-0.5 size-4 shrink-0" />
          {`Its limits and prices were last looked up on ${dayWords(account.figuresCheckedOn)}, more than a year ago. Compare them with the provider’s page.`}
        </p>
      ) : null}
    </section>
  );
};

const CardHead = ({ account, place }: Pick<AccountCardProps, "account" | "place">) => (
  <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
    {place === null ? null : <span className="text-ink-2 text-sm tabular-nums">{`${place.at + 1}.`}</span>}
    <h3 className="text-base font-semibold">{accountTitle(account)}</h3>
    <Badge tone={account.connected ? "ok" : "neutral"}>{account.connected ? "Connected" : "Not connected"}</Badge>
    {place === null ? null : <Move account={account} place={place} />}
  </div>
);

const Summary = ({ account }: { readonly account: ProviderAccount }) => {
  const sender = account.fields.find(({ name }) => name === "from")?.value ?? "";
  return (
    <div className="text-sm">
      {sender === "" ? null : (
        <p>
          {"Writes from "}
          <bdi className="font-medium">{sender}</bdi>
        </p>
      )}
      <p className="text-ink-2">{limitWords(account)}</p>
    </div>
  );
};

/** Which account is asked before which. */
const Move = ({ account, place }: { readonly account: ProviderAccount; readonly place: { readonly at: number; readonly of: number } }) => {
  const client = useClient();
  const move = useCommand((by: -1 | 1) => client.settings.moveAccount({ provider: account.provider, by }));
  const title = accountTitle(account);
  return (
    <span className="ms-auto flex gap-1">
      <Button
        variant="quiet"
        aria-label={`Ask ${title} earlier`}
        isDisabled={move.pending || place.at === 0}
        onPress={() => void move.run(-1)}
      >
        <ArrowUp aria-hidden />
      </Button>
      <Button
        variant="quiet"
        aria-label={`Ask ${title} later`}
        isDisabled={move.pending || place.at === place.of - 1}
        onPress={() => void move.run(1)}
      >
        <ArrowDown aria-hidden />
      </Button>
    </span>
  );
};
