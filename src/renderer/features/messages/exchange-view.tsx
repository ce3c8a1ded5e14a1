import { useState, type ReactNode } from "react";
import type { Exchange } from "#shared/api/exchanges.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Copy } from "../../ui/icons.ts";
import { showToast } from "../../ui/toast.tsx";
import { exchangeText } from "./exchange-text.ts";

interface ExchangeViewProps {
  readonly attemptId: string;
  readonly zone: string;
}

/** What went over the wire for one attempt, asked for when it is opened. Secrets, addresses and texts were masked before they were kept. */
export const ExchangeView = ({ attemptId, zone }: ExchangeViewProps): ReactNode => {
  const client = useClient();
  const [isOpen, setOpen] = useState(false);
  const [exchanges, setExchanges] = useState<readonly Exchange[]>();
  const load = useCommand(async () => setExchanges(await client.messages.exchanges({ attemptId })));
  const copy = useCommand(async (text: string) => {
    await navigator.clipboard.writeText(text);
    showToast({ sentence: "Copied. Nothing secret and nobody’s address is in it." });
  });
  const toggle = (): void => {
    if (!isOpen) void load.run();
    setOpen(!isOpen);
  };
  const text = (exchanges ?? []).map((one) => exchangeText(one, zone)).join("\n\n");
  const problem = load.problem ?? copy.problem;
  return (
    <div>
      <Disclosure isOpen={isOpen} onToggle={toggle}>
        Request and answer
      </Disclosure>
      {problem === undefined ? null : <ErrorState problem={problem} />}
      {!isOpen || exchanges === undefined ? null : text === "" ? (
        <p className="text-ink-2">Nothing is kept of this call: it was made in practice mode, by mail server, or weeks ago.</p>
      ) : (
        <>
          <pre dir="ltr" tabIndex={0} className="max-h-72 overflow-auto rounded-md bg-sunken p-2 text-xs whitespace-pre-wrap">
            {text}
          </pre>
          <Button variant="quiet" onPress={() => void copy.run(text)}>
            <Copy aria-hidden />
            Copy
          </Button>
        </>
      )}
    </div>
  );
};
