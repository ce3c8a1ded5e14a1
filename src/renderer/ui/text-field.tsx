import clsx from "clsx";
import type { ReactNode } from "react";
import { FieldError, Input, Label, Text, TextArea, TextField as AriaTextField } from "react-aria-components";

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly description?: string | undefined;
  readonly error?: string | undefined;
  readonly type?: "text" | "email" | "tel" | "search" | "password" | "date" | "datetime-local" | "time" | "number" | "url";
  readonly multiline?: boolean;
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
  readonly hideLabel?: boolean;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
}

export const fieldClass =
  "w-full min-h-8 rounded-md border border-edge/70 bg-surface-2 px-2.5 py-1 text-base text-ink placeholder:text-ink-2 invalid:border-bad focus:border-accent focus:outline-2 focus:outline-accent/60 disabled:opacity-60";

export const TextField = (props: TextFieldProps): ReactNode => {
  const { label, value, onChange, description, error, multiline = false, hideLabel = false, placeholder = "", type = "text" } = props;
  return (
    <AriaTextField
      value={value}
      onChange={onChange}
      type={type}
      isRequired={props.isRequired ?? false}
      isDisabled={props.isDisabled ?? false}
      isInvalid={error !== undefined}
      autoFocus={props.autoFocus ?? false}
      validationBehavior="aria"
      className="flex flex-col gap-1"
    >
      <Label className={clsx("text-sm font-medium", hideLabel && "sr-only")}>{label}</Label>
      {multiline ? (
        <TextArea rows={4} placeholder={placeholder} className={fieldClass} />
      ) : (
        <Input placeholder={placeholder} className={fieldClass} />
      )}
      {description === undefined ? null : (
        <Text slot="description" className="text-xs text-ink-2">
          {description}
        </Text>
      )}
      <FieldError className="text-xs text-bad">{error}</FieldError>
    </AriaTextField>
  );
};
