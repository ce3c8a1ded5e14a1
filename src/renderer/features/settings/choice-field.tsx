import { Select } from "../../ui/select.tsx";

interface ChoiceFieldProps {
  readonly label: string;
  readonly help: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isDisabled?: boolean;
}

/** The id of an empty choice: an item of a list must have one. */
const nothing = "-";

/** A field with a few answers; an unknown value counts as the first. */
export const ChoiceField = ({ label, help, choices, value, onChange, isDisabled = false }: ChoiceFieldProps) => {
  const items = choices.map((choice) => ({ id: choice.value === "" ? nothing : choice.value, label: choice.label }));
  const chosen = choices.find((choice) => choice.value === value) ?? choices[0];
  return (
    <div className="flex flex-col gap-1">
      <Select
        label={label}
        items={items}
        value={chosen === undefined || chosen.value === "" ? nothing : chosen.value}
        isDisabled={isDisabled}
        onChange={(id) => onChange(id === nothing ? "" : id)}
      />
      <p className="text-xs text-ink-2">{help}</p>
    </div>
  );
};
