import { localOfInstant } from "#shared/time/zoned.ts";
import type { Campaign } from "#shared/domain/campaign.ts";
import { Select } from "../../../ui/select.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { zoneCity } from "../../messages/wedding-time.ts";
import type { CampaignEdit } from "./draft-store.ts";

interface WhenPanelProps {
  readonly campaign: Campaign;
  readonly zone: string;
  readonly onEdit: (edit: CampaignEdit) => void;
}

/** When it starts, in the wedding's own time. A wall-clock time stays what it says when clocks change. */
export const WhenPanel = ({ campaign, zone, onEdit }: WhenPanelProps) => {
  const { schedule } = campaign;
  return (
    <section aria-label="When" className="border-line bg-surface-2 grid gap-4 rounded-lg border p-4 sm:grid-cols-2 xl:grid-cols-3">
      <Select
        label="When"
        items={[
          { id: "now", label: "As soon as it is approved" },
          { id: "at", label: "At a time" },
        ]}
        value={schedule.kind}
        onChange={(id) => onEdit({ schedule: id === "at" ? { kind: "at", local: tomorrowMorning(zone), zone } : { kind: "now" } })}
      />
      {schedule.kind === "at" ? (
        <TextField
          label={`Starts at, ${zoneCity(schedule.zone)} time`}
          type="datetime-local"
          value={schedule.local}
          onChange={(local) => {
            if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/u.test(local)) onEdit({ schedule: { ...schedule, local } });
          }}
        />
      ) : null}
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
};

const tomorrowMorning = (zone: string): string => `${localOfInstant(Date.now() + 86_400_000, zone).slice(0, 10)}T09:00`;
