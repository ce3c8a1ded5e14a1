import type { AccountId } from "#shared/api/settings.ts";
import type { oneAtATime } from "#shared/one-at-a-time.ts";
import { UsherError, type Problem } from "#shared/problem.ts";
import type { Clock, Logger } from "#hub/ports/index.ts";
import type { Provider, TestResult } from "../contract.ts";
import { noFigures } from "../profiles/index.ts";
import type { Connections } from "./connections.ts";
import { formOf, merged } from "./fields.ts";
import { changedAccount, lastTestOf, saveAccount, type Places, type StoredAccount } from "./stored-account.ts";
import { changedFigures } from "./stored-figures.ts";

interface Typed {
  readonly provider: AccountId;
  readonly values: Readonly<Record<string, string>>;
}

/** What a person changes in one account that is there. */
export interface AccountChanges {
  /** Throws `UsherError` and changes nothing when a field is unknown, missing or cannot be right. A name alone disturbs nothing. */
  saveProvider(input: Typed & { readonly name?: string | undefined }): Promise<void>;
  /** Throws `UsherError` and changes nothing when a figure is unknown or cannot be right. Null: the seed's again. */
  saveFigures(input: { readonly provider: AccountId; readonly figures: Readonly<Record<string, string>> | null }): Promise<void>;
}

type Tested = { ok: boolean; sentence: string; problem: Problem | null };

/** What is asked of a provider about an account. */
export interface AccountTests {
  /** Tests what was typed beside the account that sends, which stays as it is unless the test goes well. Throws like `saveProvider`. */
  testThenSave(input: Typed): Promise<Tested>;
  /** Throws `UsherError` `provider-not-connected`. */
  testProvider(input: { readonly provider: AccountId }): Promise<Tested>;
}

export interface ChangesDeps extends Places {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly connections: Connections;
  readonly inOrder: ReturnType<typeof oneAtATime>;
  readonly exists: (id: AccountId) => boolean;
}

/** The account, or a refusal for one that was removed. */
const known = ({ connections, exists }: ChangesDeps, id: AccountId): StoredAccount => {
  if (!exists(id)) throw accountGone;
  return connections.accountOf(id);
};

const adopt = async (deps: ChangesDeps, after: StoredAccount): Promise<void> => {
  const { clock, connections } = deps;
  await saveAccount(deps, after, connections.accountOf(after.id), clock.now());
  connections.adopt(after);
};

const withTyped = ({ clock }: ChangesDeps, before: StoredAccount, typed: Typed["values"]): StoredAccount =>
  changedAccount(before, merged(formOf(before.id), before.values, typed), clock.now());

export const createAccountChanges = (deps: ChangesDeps): AccountChanges => {
  const { clock, logger, connections, inOrder } = deps;
  return {
    saveProvider: ({ provider: id, values, name }) =>
      inOrder(async () => {
        const before = known(deps, id);
        const renamed = name === undefined ? before : { ...before, name: name.trim() };
        if (name !== undefined && Object.keys(values).length === 0) {
          await saveAccount(deps, renamed, before, clock.now());
          return connections.note(renamed, false);
        }
        await adopt(deps, withTyped(deps, renamed, values));
        logger.info("A provider's account was saved.", { account: id });
      }),
    saveFigures: ({ provider: id, figures }) =>
      inOrder(async () => {
        const before = known(deps, id);
        const today = new Date(clock.now()).toISOString().slice(0, 10);
        await adopt(deps, { ...before, figures: figures === null ? noFigures : changedFigures(before, figures, today) });
        logger.info("The figures of a provider's account were changed.", { account: id });
      }),
  };
};

export const createAccountTests = (deps: ChangesDeps): AccountTests => {
  const { clock, logger, connections, inOrder } = deps;
  const run = async (id: AccountId, provider: Provider): Promise<TestResult> => {
    const result = await provider.test(new AbortController().signal);
    logger.info("A provider's account was tested.", { account: id, ok: result.ok, code: result.ok ? undefined : result.problem.code });
    return result;
  };
  const note = async (tested: Provider, id: AccountId, result: TestResult): Promise<void> => {
    // Saved or removed meanwhile: the result is about an account that is no more.
    if (connections.connected(id) !== tested) return;
    const before = connections.accountOf(id);
    const after = withResult(before, result, clock.now());
    await saveAccount(deps, after, before, clock.now());
    connections.note(after, result.ok);
  };
  return {
    testThenSave: async ({ provider: id, values }) => {
      const before = known(deps, id);
      const after = withTyped(deps, before, values);
      const candidate = connections.candidate(after);
      try {
        const result = await run(id, candidate);
        if (!result.ok) return testedOf(result);
        await inOrder(() => {
          // Something else was saved meanwhile: what was tested is not what would be saved now.
          if (known(deps, id) !== before) throw changedMeanwhile;
          return adopt(deps, withResult(after, result, clock.now()));
        });
        logger.info("A provider's account was saved after a test.", { account: id });
        return testedOf(result);
      } finally {
        await candidate.stop();
      }
    },
    testProvider: async ({ provider: id }) => {
      const tested = connections.connected(id);
      if (tested === undefined) throw notConnected(id);
      const result = await run(id, tested);
      await inOrder(() => note(tested, id, result));
      return testedOf(result);
    },
  };
};

const withResult = (account: StoredAccount, result: TestResult, now: number): StoredAccount => ({
  ...account,
  lastTest: lastTestOf(result, now),
  learned: (result.ok ? result.learned : undefined) ?? account.learned,
});

const testedOf = (result: TestResult): Tested =>
  result.ok
    ? { ok: true, sentence: result.sentence, problem: null }
    : { ok: false, sentence: result.problem.sentence, problem: result.problem };

const notConnected = (id: AccountId): UsherError =>
  new UsherError({
    code: "provider-not-connected",
    sentence: `${formOf(id).label} is not connected.`,
    nextStep: "Fill in its fields in Settings and save, then test.",
  });

const accountGone = new UsherError({
  code: "account-gone",
  sentence: "This account is no longer here.",
  nextStep: "Look at the list of accounts in Settings and choose another.",
});

const changedMeanwhile = new UsherError({
  code: "account-changed-meanwhile",
  sentence: "The account was changed while it was tested, so nothing was saved.",
  nextStep: "Look at what is there now, then try again.",
});
