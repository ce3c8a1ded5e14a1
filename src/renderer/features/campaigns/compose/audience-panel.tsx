import { Link } from "wouter";
import type { Campaign } from "#shared/domain/campaign.ts";
import { guestPresetSchema, type GuestPreset } from "#shared/domain/guest-view.ts";
import { useClient } from "../../../state/bridge-context.tsx";
import { useLiveValue } from "../../../state/live-slot.ts";
import { Select } from "../../../ui/select.tsx";
import { guestsPath } from "../../guests/view-url.ts";
import { presetWords } from "../campaign-words.ts";
import { people } from "../../../ui/plain-words.ts";
import type { CampaignEdit } from "./draft-store.ts";

const channelPlans: Readonly<Record<string, { readonly label: string; readonly plan: Campaign["channelPlan"] }>> = {
  "email-sms": { label: "Guest's choice, then email, then SMS", plan: ["email", "sms"] },
  "sms-email": { label: "Guest's choice, then SMS, then email", plan: ["sms", "email"] },
  "push-email-sms": { label: "Guest's choice, then push, email, SMS", plan: ["push", "email", "sms"] },
  email: { label: "Email only", plan: ["email"] },
  sms: { label: "SMS only", plan: ["sms"] },
  push: { label: "Push only", plan: ["push"] },
};

const onePerWords: Readonly<Record<Campaign["onePer"], string>> = {
  person: "One message per person",
  address: "One message per address",
  household: "One message per household",
};

interface AudiencePanelProps {
  readonly campaign: Campaign;
  readonly onEdit: (edit: CampaignEdit) => void;
}

/** Who gets it and by which channel. The audience is frozen to people only at approval. */
export const AudiencePanel = ({ campaign, onEdit }: AudiencePanelProps) => {
  const planId = Object.keys(channelPlans).find((id) => channelPlans[id]?.plan.join() === campaign.channelPlan.join()) ?? "other";
  return (
    <section
      aria-label="Audience"
      className="border-line bg-surface-2 grid grid-cols-1 gap-4 rounded-lg border p-4 sm:grid-cols-2 xl:grid-cols-3"
    >
      <AudienceChoice campaign={campaign} onEdit={onEdit} />
      <Select
        label="Channel"
        items={[
          ...Object.entries(channelPlans).map(([id, { label }]) => ({ id, label })),
          ...(planId === "other" ? [{ id: "other", label: campaign.channelPlan.join(", then ") }] : []),
        ]}
        value={planId}
        onChange={(id) => {
          const chosen = channelPlans[id];
          if (chosen !== undefined) onEdit({ channelPlan: chosen.plan });
        }}
      />
      <Select
        label="Shared addresses"
        items={Object.entries(onePerWords).map(([id, label]) => ({ id, label }))}
        value={campaign.onePer}
        onChange={(id) => {
          if (id === "person" || id === "address" || id === "household") onEdit({ onePer: id });
        }}
      />
    </section>
  );
};

const AudienceChoice = ({ campaign, onEdit }: AudiencePanelProps) => {
  const { audience, weddingId } = campaign;
  const counts = useGuestCounts(weddingId);
  const chosen = audience.kind === "guests" ? "chosen" : audience.view.preset;
  const count = audience.kind === "guests" ? audience.guestIds.length : counts.get(audience.view.preset);
  const narrowed = audience.kind === "view" && (audience.view.search !== "" || audience.view.filters.length > 0);
  return (
    <div className="flex flex-col gap-1">
      <Select
        label="To"
        items={[
          ...(audience.kind === "guests" ? [{ id: "chosen", label: `${people(audience.guestIds.length)} chosen by hand` }] : []),
          ...presetItems(counts),
        ]}
        value={chosen}
        onChange={(id) => {
          const preset = guestPresetSchema.safeParse(id);
          if (preset.success) onEdit({ audience: audienceOf(preset.data) });
        }}
      />
      <p className="text-ink-2 text-sm">
        {narrowed ? "Narrowed by search or filters of the guest list. " : null}
        {audience.kind === "view" ? (
          <Link className="underline" href={guestsPath(audience.view)}>
            {narrowed || count === undefined ? "See who is in it today" : `${people(count)} in this view today`}
          </Link>
        ) : null}
      </p>
    </div>
  );
};

export const audienceOf = (preset: GuestPreset): Campaign["audience"] => ({
  kind: "view",
  view: { preset, search: "", filters: [], sort: { field: "name", direction: "ascending" } },
});

/** Live count of every built-in view. */
export const useGuestCounts = (weddingId: string): ReadonlyMap<GuestPreset, number> => {
  const client = useClient();
  const counts = useLiveValue(`guests.counts ${weddingId}`, (signal) => client.guests.counts({ weddingId }, { signal }));
  return new Map((counts.value ?? []).map(({ preset, count }) => [preset, count]));
};

export const presetItems = (counts: ReadonlyMap<GuestPreset, number>): { id: GuestPreset; label: string }[] =>
  guestPresetSchema.options.map((id) => ({
    id,
    label: counts.has(id) ? `${presetWords[id]} (${counts.get(id)?.toLocaleString() ?? ""})` : presetWords[id],
  }));
