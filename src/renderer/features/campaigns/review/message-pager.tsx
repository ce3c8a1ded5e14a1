import { useState } from "react";
import type { Channel } from "#shared/domain/fields.ts";
import { useClient } from "../../../state/bridge-context.tsx";
import { Button } from "../../../ui/button.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { Select } from "../../../ui/select.tsx";
import { channelWords } from "../../../ui/plain-words.ts";
import { MessageView } from "../compose/preview-panel.tsx";
import { useLoad } from "../use-load.ts";

interface MessagePagerProps {
  readonly campaignId: string;
  readonly channels: readonly Channel[];
}

/** Real messages of real guests, hardest cases first. */
export const MessagePager = ({ campaignId, channels }: MessagePagerProps) => {
  const client = useClient();
  const [index, setIndex] = useState(0);
  const [wanted, setChannel] = useState<Channel>();
  const channel = channels.find((one) => one === wanted) ?? channels[0];
  const guests = useLoad(`review-guests ${campaignId}`, (signal) => client.campaigns.previewGuests({ campaignId }, { signal }));
  const list = guests.value ?? [];
  const guest = list[Math.min(index, list.length - 1)];
  const key = guest === undefined || channel === undefined ? null : `review ${guest.guestId} ${channel}`;
  const preview = useLoad(key, (signal) =>
    client.campaigns.preview({ campaignId, guestId: guest?.guestId ?? "", channel: channel ?? "email", language: null }, { signal }),
  );
  const problem = guests.problem ?? preview.problem;
  return (
    <section aria-label="Message" className="border-line bg-surface-2 flex flex-col gap-3 rounded-lg border p-4">
      <h2 className="text-base font-semibold">What a real guest gets</h2>
      {guest === undefined ? null : (
        <div className="flex flex-wrap items-center gap-2">
          <p className="w-full text-sm" aria-live="polite">
            <bdi className="font-medium">{guest.name}</bdi>
            {guest.why === "" ? null : ` (${guest.why})`}
            <span className="text-ink-2">{` · ${index + 1} of ${list.length} hardest cases`}</span>
          </p>
          <Button aria-label="Previous guest" isDisabled={index === 0} onPress={() => setIndex(index - 1)}>
            Previous
          </Button>
          <Button aria-label="Next guest" isDisabled={index + 1 >= list.length} onPress={() => setIndex(index + 1)}>
            Next
          </Button>
          {channels.length < 2 || channel === undefined ? null : (
            <Select
              label="Channel"
              hideLabel
              items={channels.map((id) => ({ id, label: channelWords[id] }))}
              value={channel}
              onChange={(id) => setChannel(channels.find((one) => one === id))}
            />
          )}
        </div>
      )}
      {problem === undefined ? null : <ErrorState problem={problem} onRetry={preview.reload} />}
      {preview.value === undefined ? null : <MessageView preview={preview.value} plain={false} />}
    </section>
  );
};
