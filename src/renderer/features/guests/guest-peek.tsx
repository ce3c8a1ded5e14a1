import { useState, type ReactNode } from "react";
import { shownAddress } from "#shared/contact/push-address.ts";
import type { ContactPoint, Guest, Response } from "#shared/domain/guest.ts";
import type { Message } from "#shared/domain/message.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useLiveValue } from "../../state/live-slot.ts";
import { Button } from "../../ui/button.tsx";
import { DeliveryState } from "../../ui/delivery-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { X } from "../../ui/icons.ts";
import { TextButton } from "../../ui/text-button.tsx";
import { languageName, slotWord } from "../campaigns/campaign-words.ts";
import { channelWords } from "../../ui/plain-words.ts";
import { MessageTimeline } from "../messages/message-timeline.tsx";
import { useNow } from "../../state/use-now.ts";
import { useWeddingZone } from "../../state/use-wedding.ts";
import { exactTime, shortTime } from "../../ui/wedding-time.ts";
import { GuestDetails } from "./guest-details.tsx";
import { kindWords } from "./filter-words.ts";
import type { Undoable } from "./undoable.ts";

/** Messages shown at once; a guest of a whole wedding gets about ten. */
const messagesShownMax = 50;

interface GuestPeekProps {
  readonly weddingId: string;
  readonly guestId: string;
  readonly onClose: () => void;
  readonly onOpenGuest: (guestId: string) => void;
  readonly onDone: (change: Undoable) => void;
}

/** All about one guest beside the list, and every message that went to them, each with its story. */
export const GuestPeek = ({ weddingId, guestId, onClose, onOpenGuest, onDone }: GuestPeekProps): ReactNode => {
  const client = useClient();
  const { value, problem } = useLiveValue(`guests.peek ${guestId}`, (signal) => client.guests.peek({ guestId }, { signal }));
  const [openMessage, setOpenMessage] = useState<string>();
  const [editing, setEditing] = useState<string>();
  const name = value === undefined ? "…" : value === null ? "This guest is gone" : nameOf(value.guest);
  return (
    <aside
      aria-label="Guest"
      className="flex w-88 max-w-[45%] shrink-0 flex-col overflow-auto border-s border-t border-line bg-surface-2 p-4 text-sm"
    >
      <div className="flex items-start justify-between gap-2">
        <h2 className="min-w-0 font-display text-xl break-words">
          <bdi>{name}</bdi>
        </h2>
        <Button variant="quiet" aria-label="Close" onPress={onClose}>
          <X aria-hidden />
        </Button>
      </div>
      {problem === undefined ? null : <ErrorState problem={problem} />}
      {value === undefined || value === null ? null : (
        <>
          <p className="mt-0.5 text-ink-2">{`${kindWords[value.guest.kind]} · ${languageName(value.guest.language)}`}</p>
          {editing === guestId ? (
            <GuestDetails
              guest={value.guest}
              onClose={() => setEditing(undefined)}
              onDone={(done) => {
                setEditing(undefined);
                onDone(done);
              }}
            />
          ) : (
            <>
              <Facts guest={value.guest} household={value.household.label} responses={value.responses} />
              <div className="mt-2">
                <Button onPress={() => setEditing(guestId)}>Edit details</Button>
              </div>
            </>
          )}
          <Members members={value.members.filter(({ id }) => id !== guestId)} onOpen={onOpenGuest} />
          <MessageHistory weddingId={weddingId} messages={value.messages} onOpen={setOpenMessage} />
        </>
      )}
      {openMessage === undefined ? null : <MessageTimeline messageId={openMessage} onClose={() => setOpenMessage(undefined)} />}
    </aside>
  );
};

const nameOf = ({ givenName, familyName }: Guest): string => `${givenName} ${familyName}`.trim() || "Unnamed";

const standingWords: Record<ContactPoint["standing"], string> = {
  good: "works",
  unproven: "not tried yet",
  bounced: "bounced",
  invalid: "not understood",
};

const pointWords = (point: ContactPoint): string =>
  [
    standingWords[point.standing],
    ...(point.lineType === "landline" ? ["landline"] : []),
    ...(point.consent === "withdrawn" ? ["opted out"] : []),
  ].join(", ");

const answersWords = (responses: readonly Response[]): string => {
  const counts = Map.groupBy(responses, ({ answer }) => answer);
  const words = (["yes", "no", "undecided"] as const).flatMap((answer) => {
    const count = counts.get(answer)?.length ?? 0;
    return count === 0 ? [] : [`${answer} to ${count === 1 ? "1 event" : `${count} events`}`];
  });
  return words.length === 0 ? "no reply yet" : words.join(", ");
};

const Facts = ({
  guest,
  household,
  responses,
}: {
  readonly guest: Guest;
  readonly household: string;
  readonly responses: readonly Response[];
}): ReactNode => {
  const meals = [...new Set(responses.map(({ meal }) => meal).filter((meal) => meal !== ""))].join(", ");
  const lines: readonly (readonly [string, string])[] = [
    ["Household", household],
    ["RSVP", answersWords(responses)],
    ["Meal", meals],
    ["Diet", guest.diet],
    ["Access", guest.accessNeeds],
    ["Time zone", guest.zone?.replaceAll("_", " ") ?? ""],
    ["Table", guest.table],
    ["Side", guest.side],
    ["Tags", guest.tags.join(", ")],
    ["Note", guest.note],
  ];
  return (
    <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 [&_dt]:text-ink-2">
      {guest.contactPoints.map((point) => (
        <div key={point.id} className="contents">
          <dt>{channelWords[point.channel]}</dt>
          <dd className="min-w-0">
            <bdi className="break-all">{point.address === "" ? point.entered : shownAddress(point.address)}</bdi>
            <span className="block text-xs text-ink-2">{pointWords(point)}</span>
          </dd>
        </div>
      ))}
      {lines
        .filter(([, words]) => words !== "")
        .map(([label, words]) => (
          <div key={label} className="contents">
            <dt>{label}</dt>
            <dd className="min-w-0 break-words">
              <bdi>{words}</bdi>
            </dd>
          </div>
        ))}
    </dl>
  );
};

const Members = ({
  members,
  onOpen,
}: {
  readonly members: readonly { readonly id: string; readonly name: string }[];
  readonly onOpen: (guestId: string) => void;
}): ReactNode =>
  members.length === 0 ? null : (
    <section aria-label="Same household" className="mt-4">
      <h3 className="font-medium">Comes with</h3>
      <ul className="mt-1">
        {members.map(({ id, name }) => (
          <li key={id}>
            <TextButton onPress={() => onOpen(id)}>
              <bdi>{name === "" ? "Unnamed" : name}</bdi>
            </TextButton>
          </li>
        ))}
      </ul>
    </section>
  );

const MessageHistory = ({
  weddingId,
  messages,
  onOpen,
}: {
  readonly weddingId: string;
  readonly messages: readonly Message[];
  readonly onOpen: (messageId: string) => void;
}): ReactNode => {
  const zone = useWeddingZone(weddingId);
  const now = useNow(60_000);
  return (
    <section aria-label="Messages" className="mt-4">
      <h3 className="font-medium">{messages.length === 0 ? "Messages" : `Messages (${messages.length})`}</h3>
      {messages.length === 0 ? <p className="mt-1 text-ink-2">Nothing has been sent to this guest yet.</p> : null}
      <ul className="mt-1 -ms-2">
        {messages.slice(0, messagesShownMax).map((message) => (
          <li key={message.id}>
            <button
              type="button"
              onClick={() => onOpen(message.id)}
              className="flex w-full flex-wrap items-baseline gap-x-2 rounded px-2 py-1 text-start hover:bg-sunken"
            >
              <span className="font-medium">{slotWord(message.slot)}</span>
              <span className="text-ink-2">{channelWords[message.channel]}</span>
              <time
                dateTime={new Date(message.updatedAt).toISOString()}
                title={exactTime(message.updatedAt, zone)}
                className="ms-auto text-xs text-ink-2 tabular-nums"
              >
                {shortTime(message.updatedAt, zone, now)}
              </time>
              <span className="w-full">
                <DeliveryState state={message.state} delivery={message.delivery} waiting={message.waiting} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
