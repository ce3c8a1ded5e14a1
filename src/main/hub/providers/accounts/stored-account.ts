import { createHash } from "node:crypto";
import type { ConnectableProvider, ProviderAccount } from "#shared/api/settings.ts";
import type { Setting } from "#shared/domain/suppression.ts";
import type { TestResult } from "../contract.ts";
import type { Secrets } from "#hub/ports/index.ts";
import { formOf, masked } from "./fields.ts";

/** Small things kept by id; the composer says where. */
export interface SettingsStore {
  get(id: string): Promise<Setting | undefined>;
  put(setting: Setting): Promise<void>;
  remove(id: string): Promise<void>;
}

/** One account as it is kept: plain values in the settings, keys in the key store. */
export interface StoredAccount {
  readonly provider: ConnectableProvider;
  readonly values: Readonly<Record<string, string>>;
  readonly lastTest: ProviderAccount["lastTest"];
  /** Tells one account at the provider from another, without saying which. */
  readonly mark: string;
  /** Since when it is this account. What was sent before, another account knows: its keys and lists prove nothing here. */
  readonly since: number;
}

export interface Places {
  readonly settings: SettingsStore;
  readonly secrets: Secrets;
}

const kind = "provider-account";
const idOf = (provider: ConnectableProvider): string => `provider.${provider}`;
/** `resend.apiKey`; the environment calls it `USHER_SECRET_RESEND_APIKEY`. */
const secretName = (provider: ConnectableProvider, field: string): string => `${provider}.${field}`;

export const emptyAccount = (provider: ConnectableProvider): StoredAccount => ({
  provider,
  values: {},
  lastTest: null,
  mark: "",
  since: 0,
});

/** The field that names the account. A key that was merely renewed counts as another account: nobody can tell. */
const namingField: Readonly<Record<ConnectableProvider, string>> = {
  resend: "apiKey",
  sendgrid: "apiKey",
  smtp: "user",
  twilio: "accountSid",
  fcm: "serviceAccount",
  apns: "bundleId",
};

/** `values` in place of those of `before`; another account counts from `now`. Its last test is forgotten. */
export const changedAccount = (before: StoredAccount, values: StoredAccount["values"], now: number): StoredAccount => {
  const { provider } = before;
  const naming = values[namingField[provider]] ?? "";
  // A key that is gone (kept for one session only) does not make it another account: it may come back.
  if (naming === "") return { ...before, values, lastTest: null };
  const mark = createHash("sha256").update(`${provider}:${naming}`).digest("hex").slice(0, 24);
  return { provider, values, lastTest: null, mark, since: mark === before.mark ? before.since : now };
};

export const loadAccount = async ({ settings, secrets }: Places, provider: ConnectableProvider, now: number): Promise<StoredAccount> => {
  const value = (await settings.get(idOf(provider)))?.value ?? {};
  const values: Record<string, string> = {};
  for (const { name, secret } of formOf(provider).fields) {
    const stored = secret ? await secrets.get(secretName(provider, name)) : value[name];
    if (typeof stored === "string" && stored !== "") values[name] = stored;
  }
  const { mark, since } = value;
  const known = typeof mark === "string" && typeof since === "number" ? { mark, since } : {};
  return { ...changedAccount({ ...emptyAccount(provider), ...known }, values, now), lastTest: testOf(value) };
};

/** Writes keys first: plain values never stand there as connected without them. */
export const saveAccount = async (
  { settings, secrets }: Places,
  { provider, values, lastTest, mark, since }: StoredAccount,
  before: StoredAccount,
  now: number,
): Promise<void> => {
  const plain: Setting["value"] = { ...lastTestValues(lastTest), mark, since };
  for (const { name, secret } of formOf(provider).fields) {
    const value = values[name] ?? "";
    if (!secret) plain[name] = value;
    else if (value !== "" && value !== before.values[name]) await secrets.set(secretName(provider, name), value);
  }
  await settings.put({ id: idOf(provider), weddingId: "device", kind, value: plain, updatedAt: now });
};

export const eraseAccount = async ({ settings, secrets }: Places, provider: ConnectableProvider): Promise<void> => {
  for (const { name, secret } of formOf(provider).fields) {
    if (secret) await secrets.remove(secretName(provider, name));
  }
  await settings.remove(idOf(provider));
};

/** True when nothing that the provider needs is missing. */
export const isConnected = ({ provider, values }: StoredAccount): boolean =>
  formOf(provider).fields.every(({ name, required }) => !required || (values[name] ?? "") !== "");

/** What faces may see: keys are masked. */
export const viewOf = (account: StoredAccount): ProviderAccount => {
  const { provider, channel, label, fields } = formOf(account.provider);
  return {
    provider,
    channel,
    label,
    connected: isConnected(account),
    fields: fields.map(({ accepts: _accepts, ...field }) => {
      const value = account.values[field.name] ?? "";
      return { ...field, value: field.secret ? masked(value) : value };
    }),
    lastTest: account.lastTest,
  };
};

export const lastTestOf = (result: TestResult, at: number): NonNullable<ProviderAccount["lastTest"]> =>
  result.ok
    ? { at, ok: true, sentence: result.sentence, problem: null }
    : { at, ok: false, sentence: result.problem.sentence, problem: result.problem };

const lastTestValues = (test: ProviderAccount["lastTest"]): Setting["value"] =>
  test === null
    ? {}
    : {
        testAt: test.at,
        testOk: test.ok,
        testSentence: test.sentence,
        testCode: test.problem?.code ?? null,
        testNextStep: test.problem?.nextStep ?? null,
      };

const testOf = (value: Setting["value"]): ProviderAccount["lastTest"] => {
  const { testAt: at, testOk: ok, testSentence: sentence, testCode: code, testNextStep: nextStep } = value;
  if (typeof at !== "number" || typeof ok !== "boolean" || typeof sentence !== "string") return null;
  const problem = typeof code === "string" && typeof nextStep === "string" ? { code, sentence, nextStep } : null;
  return { at, ok, sentence, problem };
};
