import { localOfInstant } from "#shared/time/zoned.ts";
import type { Campaign } from "#shared/domain/campaign.ts";
import { Select } from "../../../ui/select.tsx";
import { zoneCity } from "../../../ui/wedding-time.ts";
import type { CampaignEdit } from "./draft-store.ts";
import { LocalTimeField } from "./local-time-field.tsx";

interface WhenPanelProps {
  readonly campaign: Campaign;
  readonly zone: string;
  readonly onEdit: (edit: CampaignEdit) => void;
}

/** When it starts and until when it is worth sending, in the wedding's own time. A wall-clock time stays what it says when clocks change. */
export const WhenPanel = ({ campaign, zone, onEdit }: WhenPanelProps) => (
  <section
    aria-label="When"
    className="border-line bg-surface-2 grid grid-cols-1 items-start gap-4 rounded-lg border p-4 sm:grid-cols-2 xl:grid-cols-3"
  >
    <Start campaign={campaign} zone={zone} onEdit={onEdit} />
    <NotAfter campaign={campaign} zone={zone} onEdit={onEdit} />
    <Select
      label="Kind"
      items={[
        { id: "bulk", label: "For everyone, no hurry" },
        { id: "reminder", label: "Reminder" },
        { id: "day-of", label: "On the wedding day, goes first" },
      ]}
      value={campaign.priority}
      onChange={(id) => {
        if (id === "bulk" || id === "reminder" || id === "day-of") onEdit({ priority: id });
      }}
    />
  </section>
);

const Start = ({ campaign: { schedule }, zone, onEdit }: WhenPanelProps) => (
  <div className="flex flex-col gap-2">
    <Select
      label="Starts"
      items={[
        { id: "now", label: "As soon as it is approved" },
        { id: "at", label: "At a time" },
      ]}
      value={schedule.kind}
      onChange={(id) => onEdit({ schedule: id === "at" ? { kind: "at", local: morningIn(1, zone), zone } : { kind: "now" } })}
    />
    {schedule.kind === "at" ? (
      <LocalTimeField
        dayLabel={`Day, in ${zoneCity(schedule.zone)}`}
        timeLabel="Time"
        local={schedule.local}
        onChange={(local) => onEdit({ schedule: { ...schedule, local } })}
      />
    ) : null}
  </div>
);

const NotAfter = ({ campaign: { expires }, zone, onEdit }: WhenPanelProps) => (
  <div className="flex flex-col gap-2">
    <Select
      label="Not after"
      items={[
        { id: "usual", label: "48 hours after its start" },
        { id: "at", label: "A time" },
      ]}
      value={expires === null ? "usual" : "at"}
      onChange={(id) => onEdit({ expires: id === "at" ? { local: morningIn(3, zone), zone } : null })}
    />
    {expires === null ? null : (
      <LocalTimeField
        dayLabel={`Last day, in ${zoneCity(expires.zone)}`}
        timeLabel="Last time"
        local={expires.local}
        onChange={(local) => onEdit({ expires: { ...expires, local } })}
      />
    )}
    <p className="text-ink-2 text-sm">What has not left by then is listed, never sent late.</p>
  </div>
);

const morningIn = (days: number, zone: string): string => `${localOfInstant(Date.now() + days * 86_400_000, zone).slice(0, 10)}T09:00`;
