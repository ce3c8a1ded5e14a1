import type { ConnectableProvider } from "#shared/api/settings.ts";
import type { Channel } from "#shared/domain/fields.ts";

/** One thing that a person types to connect a provider. */
export interface AccountField {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly secret: boolean;
  readonly required: boolean;
  /** Absent where text is typed. An empty value is the first. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** Whether a trimmed, non-empty value can be right. */
  readonly accepts: (value: string) => boolean;
}

export interface AccountForm {
  readonly provider: ConnectableProvider;
  readonly channel: Channel;
  readonly label: string;
  readonly fields: readonly AccountField[];
  /** Where values that are right alone do not go together. */
  readonly conflict?: (values: Readonly<Record<string, string>>) => { readonly field: string; readonly sentence: string } | undefined;
}

/** Text that can stand in a header: no line ends, no other control characters. */
export const printable = (value: string): boolean => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value);
/** `hello@x.test` or `Léa & Omar <hello@x.test>`. */
export const isMailbox = (value: string): boolean =>
  printable(value) && /^(?:[^<>@]*<[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@,;]+)$/u.test(value);
export const isKey = (value: string): boolean => /^[\x21-\x7e]{8,512}$/u.test(value);
