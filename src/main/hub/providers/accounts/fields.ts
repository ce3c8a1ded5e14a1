import { accountProviderOf, type AccountId } from "#shared/api/settings.ts";
import { UsherError } from "#shared/problem.ts";
import { emailForms } from "./email-forms.ts";
import { pushForms } from "./push-forms.ts";
import { isKey, type AccountField, type AccountForm } from "./field-shapes.ts";

/** Number, short code, name of up to 11 letters and digits, or Messaging Service. */
const isSmsSender = (value: string): boolean =>
  /^(?:\+[1-9]\d{6,14}|\d{3,8}|MG[0-9a-fA-F]{32})$/u.test(value) || (/^[A-Za-z0-9 ]{1,11}$/u.test(value) && /[A-Za-z]/u.test(value));

const isCallback = (value: string): boolean => {
  const url = URL.parse(value);
  // Twilio refuses hosts with underscores (providers.md 3.1).
  return url?.protocol === "https:" && url.hash === "" && url.username === "" && !url.hostname.includes("_");
};

export const accountForms: readonly AccountForm[] = [
  ...emailForms,
  {
    provider: "twilio",
    channel: "sms",
    label: "Twilio",
    fields: [
      {
        name: "accountSid",
        label: "Account SID",
        help: "Starts with AC. It is on the first page of the Twilio console.",
        secret: false,
        required: true,
        accepts: (value) => /^AC[0-9a-fA-F]{32}$/u.test(value),
      },
      { name: "authToken", label: "Auth token", help: "It stands below the Account SID.", secret: true, required: true, accepts: isKey },
      {
        name: "sendsBy",
        label: "Texts go out by",
        help: "By WhatsApp, only texts of a template that WhatsApp approved reach guests; a test reads which ones there are.",
        secret: false,
        required: false,
        choices: [
          { value: "", label: "Text message (SMS)" },
          { value: "whatsapp", label: "WhatsApp" },
        ],
        accepts: (value) => value === "whatsapp",
      },
      {
        name: "from",
        label: "Sender",
        help: "A number such as +15551234567, a name of up to 11 letters, or a Messaging Service (MG…).",
        secret: false,
        required: true,
        accepts: isSmsSender,
      },
      {
        name: "statusCallbackBase",
        label: "Address for delivery reports",
        help: "An https address that takes Twilio's reports. Left empty, Usher learns only that Twilio took a text.",
        secret: false,
        required: false,
        accepts: isCallback,
      },
    ],
    conflict: ({ sendsBy, from = "" }) =>
      sendsBy === "whatsapp" && !/^(?:\+|MG)/u.test(from)
        ? { field: "from", sentence: "WhatsApp needs a number or a Messaging Service as its sender." }
        : undefined,
  },
  ...pushForms,
];

export const formOf = (account: AccountId): AccountForm => {
  const provider = accountProviderOf(account);
  const form = accountForms.find((one) => one.provider === provider);
  if (form === undefined) throw new Error(`no form for ${provider}`);
  return form;
};

const maskDots = "••••";

/** `••••1234`; short secrets show nothing at all. */
export const masked = (secret: string): string => (secret === "" ? "" : maskDots + (secret.length >= 12 ? secret.slice(-4) : ""));

/**
 * The values after a person's change: fields left out keep theirs, and so does a secret that comes back empty or masked.
 * Throws `UsherError` `unknown-provider-field`, `provider-field-missing` or `provider-field-invalid`.
 */
export const merged = (
  form: AccountForm,
  stored: Readonly<Record<string, string>>,
  typed: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  for (const name of Object.keys(typed)) {
    if (!form.fields.some((field) => field.name === name)) throw unknownField(form);
  }
  const values = Object.fromEntries(form.fields.map((field) => [field.name, valueOf(form, field, stored[field.name] ?? "", typed)]));
  const conflict = form.conflict?.(values);
  if (conflict !== undefined) {
    throw new UsherError({
      code: "provider-field-invalid",
      sentence: conflict.sentence,
      nextStep: form.fields.find(({ name }) => name === conflict.field)?.help ?? "",
    });
  }
  return values;
};

const valueOf = (form: AccountForm, field: AccountField, stored: string, typed: Readonly<Record<string, string>>): string => {
  const entered = Object.hasOwn(typed, field.name) ? (typed[field.name] ?? "").trim() : undefined;
  const untouched = entered === undefined || (field.secret && (entered === "" || entered.startsWith(maskDots)));
  const value = untouched ? stored : entered;
  if (value === "" && field.required) {
    throw new UsherError({
      code: "provider-field-missing",
      sentence: `${form.label} needs the field “${field.label}”.`,
      nextStep: field.help,
    });
  }
  if (value !== "" && !untouched && !field.accepts(value)) {
    throw new UsherError({
      code: "provider-field-invalid",
      sentence: `That does not look right for “${field.label}”.`,
      nextStep: field.help,
    });
  }
  return value;
};

const unknownField = (form: AccountForm): UsherError =>
  new UsherError({
    code: "unknown-provider-field",
    sentence: `${form.label} has no such field.`,
    nextStep: `Use one of: ${form.fields.map(({ name }) => name).join(", ")}.`,
  });
