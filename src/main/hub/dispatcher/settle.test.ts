import { expect, test } from "vitest";
import { createVirtualClock } from "#test/clock/virtual-clock.ts";
import { openDispatcher, temporaryLedgerPath } from "#test/dispatch/open-dispatcher.ts";
import { rehearse } from "#test/dispatch/rehearsal.ts";
import { attemptOf } from "#test/dispatch/rows.ts";
import { scriptedProvider } from "#test/dispatch/scripted-provider.ts";
import { damageRows } from "#test/ledger/damage.ts";

test("a doubt whose settling cannot be read any more is settled anew: it does not stay started for ever (S4, L1)", async () => {
  const clock = createVirtualClock();
  const path = temporaryLedgerPath();
  const providers = [scriptedProvider("practice-sms")];
  const before = await rehearse({ clock, path, providers, messages: [{ channels: ["sms"], notBefore: clock.now() + 3_600_000 }] });
  const [intent] = before.intents;
  const { messageId, approvalId } = intent ?? { messageId: "", approvalId: "" };
  await before.done(before.ledger.append({ attempts: [attemptOf(1, { messageId, approvalId, provider: "practice-sms" })] }));
  await before.done(before.dispatcher.stop());
  await before.ledger.close();

  const second = await openDispatcher({ clock, path, providers });
  await before.done(second.dispatcher.start());
  expect(second.dispatcher.stateOf(messageId)?.kind).toBe("unknown");
  await before.done(second.dispatcher.stop());
  await second.ledger.close();
  damageRows(path, "fact", "body = replace(body, 'interrupted', 'Interrupted')");

  const third = await openDispatcher({ clock, path, providers });
  await before.done(third.dispatcher.start());
  expect(third.dispatcher.stateOf(messageId)?.kind).toBe("unknown");
});
