import { useState } from "react";
import type { AccountFigure, ProviderAccount } from "#shared/api/settings.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { showToast } from "../../ui/toast.tsx";
import { accountTitle, originWords } from "./account-words.ts";
import { ChoiceField } from "./choice-field.tsx";

type Typed = Readonly<Record<string, string>>;

/** What the account may send and what it costs: Usher's figures with their day and source, or the planner's own. */
export const FiguresForm = ({ account }: { readonly account: ProviderAccount }) => {
  const client = useClient();
  const { provider, figures } = account;
  const [typed, setTyped] = useState<Typed>({});
  const save = useCommand(async (changed: Typed | null) => {
    await client.settings.saveFigures({ provider, figures: changed === null ? null : { ...changed } });
    setTyped({});
    showToast({ sentence: `The figures of ${accountTitle(account)} are saved.` });
  });
  return (
    <div role="group" aria-label="Limits and prices" className="border-line flex flex-col gap-4 border-t pt-4">
      {figures.map((figure) => (
        <FigureBox
          key={figure.name}
          figure={figure}
          typed={typed[figure.name]}
          // The plan decides which figures there are: it counts at once.
          onType={(value) => (figure.group === "plan" ? void save.run({ plan: value }) : setTyped({ ...typed, [figure.name]: value }))}
          isDisabled={save.pending}
        />
      ))}
      {save.problem === undefined ? null : <ErrorState problem={save.problem} />}
      <div className="flex flex-wrap gap-3">
        <Button variant="primary" isDisabled={Object.keys(typed).length === 0 || save.pending} onPress={() => void save.run(typed)}>
          Save limits and prices
        </Button>
        {figures.some(({ isChanged }) => isChanged) ? (
          <Button isDisabled={save.pending} onPress={() => void save.run(null)}>
            Back to Usher’s figures
          </Button>
        ) : null}
      </div>
    </div>
  );
};

interface FigureBoxProps {
  readonly figure: AccountFigure;
  readonly typed: string | undefined;
  readonly onType: (value: string) => void;
  readonly isDisabled: boolean;
}

const FigureBox = ({ figure, typed, onType, isDisabled }: FigureBoxProps) => {
  const { label, help, value, choices } = figure;
  return (
    <div className="flex flex-col gap-0.5">
      {choices === null ? (
        <TextField label={label} description={help} value={typed ?? value} onChange={onType} />
      ) : (
        <ChoiceField label={label} help={help} choices={choices} value={typed ?? value} onChange={onType} isDisabled={isDisabled} />
      )}
      <p className="text-ink-2 text-xs italic">{originWords(figure)}</p>
    </div>
  );
};
