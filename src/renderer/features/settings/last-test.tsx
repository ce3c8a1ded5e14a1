import type { ProviderAccount } from "#shared/api/settings.ts";
import { useNow } from "../../state/use-now.ts";
import { shortTime } from "../../ui/wedding-time.ts";

interface LastTestProps {
  readonly account: ProviderAccount;
  readonly zone: string;
  readonly pending: boolean;
}

/** What the provider answered when it was asked last. */
export const LastTest = ({ account, zone, pending }: LastTestProps) => {
  const now = useNow(60_000);
  if (pending) return <p role="status">Asking the provider…</p>;
  const { lastTest } = account;
  if (lastTest === null) return account.connected ? <p className="text-ink-2 text-sm">Not tested yet.</p> : null;
  return (
    <div role="status" className="text-sm">
      <p className={lastTest.ok ? "text-ok" : "text-bad"}>{`${shortTime(lastTest.at, zone, now)}: ${lastTest.sentence}`}</p>
      {lastTest.problem === null ? null : <p>{lastTest.problem.nextStep}</p>}
    </div>
  );
};
