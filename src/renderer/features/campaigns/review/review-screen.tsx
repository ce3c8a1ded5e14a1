import { useEffect, useState } from "react";
import { decisionsIn, type Review } from "#shared/api/campaigns.ts";
import { useClient } from "../../../state/bridge-context.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { Button } from "../../../ui/button.tsx";
import { Page } from "../../../ui/page.tsx";
import { clearToasts } from "../../../ui/toast.tsx";
import { useWeddingZone } from "../../../state/use-wedding.ts";
import { useLoad } from "../use-load.ts";
import { ChecksPanel } from "./checks-panel.tsx";
import { ConfirmPanel } from "./confirm-panel.tsx";
import { MessagePager } from "./message-pager.tsx";
import { WhoPanel } from "./who-panel.tsx";

interface ReviewScreenProps {
  readonly weddingId: string;
  readonly campaignId: string;
}

/** ux.md 4.4: a whole page, because this is where a mistake can still be seen. */
export const ReviewScreen = ({ weddingId, campaignId }: ReviewScreenProps) => {
  const client = useClient();
  const zone = useWeddingZone(weddingId);
  const named = useLoad(`review-name ${campaignId}`, (signal) => client.campaigns.get({ campaignId }, { signal }));
  const review = useLoad(`review ${campaignId}`, (signal) => client.campaigns.review({ campaignId }, { signal }));
  useEffect(clearToasts, []);
  return (
    <Page
      title={named.value === undefined ? "Review" : `Review: ${named.value.campaign.name}`}
      back={{ href: `/messages/${campaignId}/compose`, label: "Back to edit" }}
      actions={
        <Button isDisabled={review.loading} onPress={review.reload}>
          Check again
        </Button>
      }
    >
      {review.problem === undefined ? null : <ErrorState problem={review.problem} onRetry={review.reload} />}
      {review.value === undefined && review.problem === undefined ? <p role="status">Writing every message and checking it…</p> : null}
      {review.value === undefined ? null : (
        <ReviewBody
          key={review.value.reviewHash}
          weddingId={weddingId}
          campaignId={campaignId}
          review={review.value}
          zone={zone}
          onChanged={review.reload}
        />
      )}
    </Page>
  );
};

interface ReviewBodyProps extends ReviewScreenProps {
  readonly review: Review;
  readonly zone: string;
  readonly onChanged: () => void;
}

/** What was decided belongs to exactly this review: another one is decided anew. */
const ReviewBody = ({ weddingId, campaignId, review, zone, onChanged }: ReviewBodyProps) => {
  const [decided, setDecided] = useState<readonly string[]>([]);
  const toDecide = decisionsIn(review);
  const decide = (codes: readonly string[], isDecided: boolean): void =>
    setDecided((before) => [...before.filter((code) => !codes.includes(code)), ...(isDecided ? codes : [])]);
  return (
    <div className="flex flex-col gap-4">
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <WhoPanel weddingId={weddingId} review={review} zone={zone} onChanged={onChanged} />
          <MessagePager campaignId={campaignId} channels={review.byChannel.filter((one) => one.count > 0).map((one) => one.channel)} />
        </div>
        <ChecksPanel campaignId={campaignId} findings={review.findings} toDecide={toDecide} decided={decided} onDecide={decide} />
      </div>
      <ConfirmPanel campaignId={campaignId} review={review} decided={decided} />
    </div>
  );
};
