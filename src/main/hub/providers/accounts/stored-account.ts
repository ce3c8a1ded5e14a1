import { createHash } from "node:crypto";
import { accountProviderOf, type AccountId, type ConnectableProvider, type ProviderAccount } from "#shared/api/settings.ts";
import type { Setting } from "#shared/domain/suppression.ts";
import type { Secrets } from "#hub/ports/index.ts";
import type { TestResult } from "../contract.ts";
import { noFigures, type Figures } from "../profiles/index.ts";
import { readFigures, writtenFigures } from "./stored-figures.ts";
import { formOf } from "./fields.ts";

/** Small things kept by id; the composer says where. */
export interface SettingsStore {
  get(id: string): Promise<Setting | undefined>;
  put(setting: Setting): Promise<void>;
  remove(id: string): Promise<void>;
}

/** One account as it is kept: plain values in the settings, keys in the key store. */
export interface StoredAccount {
  readonly id: AccountId;
  readonly provider: ConnectableProvider;
  /** What the planner calls it; empty when it has no name of its own. */
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  /** What the planner changed in its profile. */
  readonly figures: Figures;
  /** What a test read there and sending needs (contract.ts); nothing secret. */
  readonly learned: Readonly<Record<string, string>>;
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
/** `provider.resend` and `provider.resend.2`: the first account of a provider stands where the only one stood. */
const placeOf = (account: AccountId): string => `provider.${account.replace("#", ".")}`;
/** `resend.apiKey`; the environment calls it `USHER_SECRET_RESEND_APIKEY`, that of the second `USHER_SECRET_RESEND_2_APIKEY`. */
const secretName = (account: AccountId, field: string): string => `${account}.${field}`;

export const emptyAccount = (id: AccountId): StoredAccount => ({
  id,
  provider: accountProviderOf(id),
  name: "",
  values: {},
  figures: noFigures,
  learned: {},
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
  const isSame = mark === before.mark;
  return { ...before, values, lastTest: null, learned: isSame ? before.learned : {}, mark, since: isSame ? before.since : now };
};

export const loadAccount = async ({ settings, secrets }: Places, id: AccountId, now: number): Promise<StoredAccount> => {
  const value = (await settings.get(placeOf(id)))?.value ?? {};
  const values: Record<string, string> = {};
  for (const { name, secret } of formOf(id).fields) {
    const stored = secret ? await secrets.get(secretName(id, name)) : value[name];
    if (typeof stored === "string" && stored !== "") values[name] = stored;
  }
  const { mark, since, accountName } = value;
  const before: StoredAccount = {
    ...emptyAccount(id),
    ...(typeof mark === "string" && typeof since === "number" ? { mark, since } : {}),
    name: typeof accountName === "string" ? accountName : "",
    learned: readLearned(value),
    figures: readFigures(value),
  };
  return { ...changedAccount(before, values, now), lastTest: testOf(value) };
};

/** Writes keys first: plain values never stand there as connected without them. */
export const saveAccount = async (
  { settings, secrets }: Places,
  account: StoredAccount,
  before: StoredAccount,
  now: number,
): Promise<void> => {
  const { id, name, values, figures, learned, lastTest, mark, since } = account;
  const plain: Setting["value"] = {
    ...lastTestValues(lastTest),
    ...writtenFigures(figures),
    ...writtenLearned(learned),
    accountName: name,
    mark,
    since,
  };
  for (const field of formOf(id).fields) {
    const value = values[field.name] ?? "";
    if (!field.secret) plain[field.name] = value;
    else if (value !== "" && value !== before.values[field.name]) await secrets.set(secretName(id, field.name), value);
  }
  await settings.put({ id: placeOf(id), weddingId: "device", kind, value: plain, updatedAt: now });
};

/** Beside the account's values, like its figures. */
const learnedPrefix = "learned.";

const readLearned = (value: Setting["value"]): StoredAccount["learned"] =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) =>
      name.startsWith(learnedPrefix) && typeof text === "string" ? [[name.slice(learnedPrefix.length), text]] : [],
    ),
  );

const writtenLearned = (learned: StoredAccount["learned"]): Setting["value"] =>
  Object.fromEntries(Object.entries(learned).map(([name, text]) => [learnedPrefix + name, text]));

export const eraseAccount = async ({ settings, secrets }: Places, id: AccountId): Promise<void> => {
  for (const { name, secret } of formOf(id).fields) {
    if (secret) await secrets.remove(secretName(id, name));
  }
  await settings.remove(placeOf(id));
};

/** True when nothing that the provider needs is missing. */
export const isConnected = ({ id, values }: StoredAccount): boolean =>
  formOf(id).fields.every(({ name, required }) => !required || (values[name] ?? "") !== "");

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
