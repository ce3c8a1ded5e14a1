import { shownAddress } from "#shared/contact/push-address.ts";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { MessageRow, TimelineEntry } from "#shared/api/messages.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveValue } from "../../state/live-slot.ts";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { DeliveryState } from "../../ui/delivery-state.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { providerWords } from "#shared/message/provider-words.ts";
import { channelWords } from "../../ui/plain-words.ts";
import { ExchangeView } from "./exchange-view.tsx";
import { useWeddingZone } from "../../state/use-wedding.ts";
import { messagesPath, plainView } from "./view-url.ts";
import { exactTime, secondTime } from "../../ui/wedding-time.ts";

interface MessageTimelineProps {
  readonly messageId: string;
  readonly onClose: () => void;
}

/** The whole story of one message, oldest first, with what a person may decide. */
export const MessageTimeline = ({ messageId, onClose }: MessageTimelineProps) => {
  const client = useClient();
  const story = useLiveValue(`timeline ${messageId}`, (signal) => client.messages.timeline({ messageId }, { signal }));
  const shown = story.value;
  return (
    <Dialog
      title={shown?.message.guestName === undefined || shown.message.guestName === "" ? "Message" : `Message to ${shown.message.guestName}`}
      isOpen
      onClose={onClose}
      actions={<Button onPress={onClose}>Close</Button>}
    >
      {story.problem === undefined ? null : <ErrorState problem={story.problem} />}
      {shown === undefined && story.problem === undefined ? <p role="status">Reading the story…</p> : null}
      {shown === null ? <p>This message is not here any more.</p> : null}
      {shown === undefined || shown === null ? null : <Story message={shown.message} entries={shown.entries} />}
    </Dialog>
  );
};

const Story = ({ message, entries }: { readonly message: MessageRow; readonly entries: readonly TimelineEntry[] }) => {
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <DeliveryState state={message.state} delivery={message.delivery} waiting={message.waiting} />
        {message.state === "queued" ? <span>{message.sentence.replace(/^Waiting:? ?/u, "")}</span> : null}
      </div>
      <p className="text-ink-2 text-sm">
        <bdi>{message.campaignName}</bdi>
        {` · ${channelWords[message.channel]} to `}
        <bdi className="break-all">{shownAddress(message.address)}</bdi>
        {message.provider === null ? null : ` · ${providerWords(message.provider)}`}
        {` · ${message.attempts} ${message.attempts === 1 ? "attempt" : "attempts"}`}
      </p>
      <Steps entries={entries} weddingId={message.weddingId} />
      <Decisions message={message} />
    </div>
  );
};

interface StepsProps {
  readonly entries: readonly TimelineEntry[];
  readonly weddingId: string;
}

/** What happened, oldest first, in the wedding's time. */
export const Steps = ({ entries, weddingId }: StepsProps): ReactNode => {
  const zone = useWeddingZone(weddingId);
  return (
    <ol aria-label="Timeline" className="flex flex-col text-sm">
      {entries.map((entry) => (
        <Step key={entry.id} entry={entry} zone={zone} />
      ))}
    </ol>
  );
};

const Step = ({ entry, zone }: { readonly entry: TimelineEntry; readonly zone: string }): ReactNode => (
  <li className="grid grid-cols-[auto_1fr] gap-x-4 border-t border-line py-1.5 first:border-0">
    <time dateTime={new Date(entry.at).toISOString()} title={exactTime(entry.at, zone)} className="text-ink-2 tabular-nums">
      {secondTime(entry.at, zone)}
    </time>
    <div className="min-w-0">
      <p className="break-words">{entry.sentence}</p>
      <p className="text-xs text-ink-2" title={entry.code === "" ? undefined : `${entry.source}, ${entry.code}`}>
        {[actorWords[entry.actor], sourceWords[entry.source], entry.code.replaceAll("-", " ")].filter((words) => words !== "").join(" · ")}
      </p>
      {entry.kind === "attempt" ? <ExchangeView attemptId={entry.id} zone={zone} /> : null}
    </div>
  </li>
);

const actorWords: Readonly<Record<TimelineEntry["actor"], string>> = {
  person: "a person",
  "this-computer": "this computer",
  provider: "the provider",
  carrier: "the carrier",
};

/** How we know, where the actor alone does not say it. */
const sourceWords: Readonly<Record<TimelineEntry["source"], string>> = {
  approval: "",
  attempt: "",
  answer: "answered at once",
  webhook: "reported later",
  "look-up": "found by asking",
  person: "",
  hub: "",
};

const Decisions = ({ message }: { readonly message: MessageRow }) => {
  const client = useClient();
  const redrive = useCommand(() => client.messages.redrive({ messageIds: [message.id] }));
  if (message.state === "held")
    return (
      <p className="text-sm">
        Nobody knows whether it went out.{" "}
        <Link
          href={messagesPath({ ...plainView, group: "held" }, message.id)}
          className="font-medium text-accent underline underline-offset-2"
        >
          Look at the evidence and decide
        </Link>
      </p>
    );
  if (message.state !== "dead") return null;
  return (
    <div className="flex flex-col gap-2">
      <div>
        <Button isDisabled={redrive.pending} onPress={() => void redrive.run()}>
          Try again
        </Button>
      </div>
      {redrive.problem === undefined ? null : <ErrorState problem={redrive.problem} />}
    </div>
  );
};
