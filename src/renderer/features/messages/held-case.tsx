import type { ReactNode } from "react";
import { shownAddress } from "#shared/contact/push-address.ts";
import type { HeldEvidence, MessageRow } from "#shared/api/messages.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveValue } from "../../state/live-slot.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { providerWords } from "#shared/message/provider-words.ts";
import { channelWords } from "../../ui/plain-words.ts";
import { ageWords, consequenceOne, decisions, decisionWords, type Decision } from "./held-words.ts";
import { nameOf } from "./message-table.tsx";
import { Steps } from "./message-timeline.tsx";
import { useNow } from "../../state/use-now.ts";
import { useWeddingZone } from "../../state/use-wedding.ts";
import { exactTime, shortTime } from "../../ui/wedding-time.ts";

interface HeldCaseProps {
  readonly messageId: string;
  /** `2 of 14`. */
  readonly place: string;
  readonly isBusy: boolean;
  readonly onStep: (by: 1 | -1) => void;
  readonly onDecide: (decision: Decision) => void;
}

/** All that is known about one held message, and what a person may do about it. */
export const HeldCase = ({ messageId, place, isBusy, onStep, onDecide }: HeldCaseProps): ReactNode => {
  const client = useClient();
  const story = useLiveValue(`timeline ${messageId}`, (signal) => client.messages.timeline({ messageId }, { signal }));
  if (story.problem !== undefined) return <ErrorState problem={story.problem} />;
  const shown = story.value;
  if (shown === undefined) return <p role="status">Reading the evidence…</p>;
  if (shown === null || shown.evidence === null) return <p role="status">This message is not held any more.</p>;
  const { message, evidence, entries } = shown;
  return (
    <section aria-label={`Held: ${nameOf(message)}`} className="flex min-w-0 flex-col gap-3 rounded-lg border border-line bg-surface-2 p-4">
      <header className="flex flex-wrap items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate font-display text-lg">
          <bdi>{nameOf(message)}</bdi>
        </h2>
        <span className="text-sm text-ink-2 tabular-nums">{place}</span>
        <Button variant="quiet" onPress={() => onStep(-1)}>
          Previous
        </Button>
        <Button variant="quiet" onPress={() => onStep(1)}>
          Next
        </Button>
      </header>
      <Evidence message={message} evidence={evidence} />
      <Choices evidence={evidence} isBusy={isBusy} onDecide={onDecide} />
      <details className="text-sm">
        <summary className="min-h-7 cursor-pointer font-medium">The whole story</summary>
        <Steps entries={entries} weddingId={message.weddingId} />
      </details>
    </section>
  );
};

const Evidence = ({ message, evidence }: { readonly message: MessageRow; readonly evidence: HeldEvidence }): ReactNode => {
  const zone = useWeddingZone(message.weddingId);
  const now = useNow(10_000);
  const { askedAt, lookUps, text } = evidence;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm [&_dt]:text-ink-2">
      <dt>What</dt>
      <dd>
        <bdi>{message.campaignName}</bdi>
        {text === null ? null : (
          <blockquote className="mt-1 max-h-32 overflow-auto border-s-2 border-line ps-3 whitespace-pre-wrap text-ink-2" tabIndex={0}>
            <bdi>{[text.title, text.body].filter((part) => part !== "").join("\n")}</bdi>
          </blockquote>
        )}
      </dd>
      <dt>To</dt>
      <dd>
        {`${channelWords[message.channel]} to `}
        <bdi className="break-all">{shownAddress(message.address)}</bdi>
      </dd>
      <dt>Asked</dt>
      <dd
        title={exactTime(askedAt, zone)}
      >{`${providerWords(evidence.provider)}, ${shortTime(askedAt, zone, now)} (${ageWords(now - askedAt)} ago)`}</dd>
      <dt>Came back</dt>
      <dd>{evidence.cameBack}</dd>
      <dt>Looked up</dt>
      <dd>
        {lookUps.length === 0 ? "No look-up is on record." : null}
        {lookUps.length === 0
          ? null
          : `${lookUps.length === 1 ? "Once" : `${lookUps.length} times`}, last ${shortTime(lookUps.at(-1)?.at ?? 0, zone, now)}: ${lookUps.at(-1)?.sentence ?? ""}`}
      </dd>
    </dl>
  );
};

const Choices = ({
  evidence,
  isBusy,
  onDecide,
}: {
  readonly evidence: HeldEvidence;
  readonly isBusy: boolean;
  readonly onDecide: (decision: Decision) => void;
}): ReactNode => {
  const isTooLate = useNow(10_000) >= evidence.expiresAt;
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm">Ask the guest, or look in the provider’s own log, then decide:</p>
      <ul className="flex flex-col gap-2">
        {decisions.map((decision) => {
          const isOff = decision === "send-again" && isTooLate;
          return (
            <li key={decision} className="grid grid-cols-[7.5rem_minmax(0,1fr)] items-center gap-3 text-sm">
              <Button isDisabled={isBusy || isOff} aria-describedby={`what-${decision}`} onPress={() => onDecide(decision)}>
                {decisionWords[decision]}
              </Button>
              <span id={`what-${decision}`} className="text-ink-2">
                {isOff ? "It would arrive too late now." : consequenceOne[decision]}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
};
