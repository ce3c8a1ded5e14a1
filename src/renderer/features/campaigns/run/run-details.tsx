import { Link } from "wouter";
import type { Run } from "#shared/api/campaigns.ts";
import { deliveriesPath } from "../../messages/message-groups.ts";
import { exactTime, secondTime } from "../../../ui/wedding-time.ts";
import { TextButton } from "../../../ui/text-button.tsx";

const panel = "border-line bg-surface-2 flex flex-col gap-2 rounded-lg border p-4";

/** Why messages wait: always a reason, and a time where there is one. */
export const WaitingReasons = ({ reasons, campaignId }: { readonly reasons: Run["waitingReasons"]; readonly campaignId: string }) =>
  reasons.length === 0 ? null : (
    <ul aria-label="Why messages wait" className="text-sm">
      {reasons.map(({ reason, count, sentence }) => (
        <li key={reason}>
          <Link className="underline tabular-nums" href={deliveriesPath("waiting", campaignId)}>
            {count.toLocaleString()}
          </Link>
          {" · "}
          <bdi>{sentence}</bdi>
        </li>
      ))}
    </ul>
  );

export const RunProblems = ({ problems, campaignId }: { readonly problems: Run["problems"]; readonly campaignId: string }) => (
  <section aria-label="Problems by reason" className={panel}>
    <h2 className="text-base font-semibold">Problems by reason</h2>
    {problems.length === 0 ? <p className="text-ink-2 text-sm">None so far.</p> : null}
    <ul className="flex flex-col gap-1 text-sm">
      {problems.map(({ state, code, sentence, count }) => (
        <li key={`${state} ${code}`}>
          <bdi>
            <Link
              className="underline"
              href={deliveriesPath(state === "held" ? "held" : "problem", campaignId)}
            >{`${count.toLocaleString()} · ${sentence}`}</Link>
            {code === "" ? null : <span className="text-ink-2">{` (${code.replaceAll("-", " ")})`}</span>}
          </bdi>
        </li>
      ))}
    </ul>
  </section>
);

interface RunStreamProps {
  readonly stream: Run["stream"];
  readonly zone: string;
  readonly onOpen: (messageId: string) => void;
}

/** The newest changes; a name opens the story of that message. */
export const RunStream = ({ stream, zone, onOpen }: RunStreamProps) => (
  <section aria-label="Newest changes" className={panel}>
    <h2 className="text-base font-semibold">Newest changes</h2>
    {stream.length === 0 ? <p className="text-ink-2 text-sm">Nothing yet.</p> : null}
    <ul className="max-h-96 overflow-y-auto text-sm" tabIndex={0} aria-label="Newest changes">
      {stream.map(({ messageId, guestName, at, sentence }) => (
        <li
          key={messageId}
          className="grid grid-cols-[auto_minmax(0,2fr)_minmax(0,3fr)] items-center gap-x-3 border-t border-line py-0.5 first:border-0"
        >
          <time className="text-ink-2 tabular-nums" dateTime={new Date(at).toISOString()} title={exactTime(at, zone)}>
            {secondTime(at, zone)}
          </time>
          <TextButton onPress={() => onOpen(messageId)}>
            <bdi>{guestName === "" ? "Unnamed guest" : guestName}</bdi>
          </TextButton>
          <bdi className="min-w-0">{sentence}</bdi>
        </li>
      ))}
    </ul>
  </section>
);
