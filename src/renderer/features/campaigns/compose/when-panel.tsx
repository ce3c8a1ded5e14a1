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
        <div className="grid grid-cols-2 gap-2">
          <TextField
            label={`Day, in ${zoneCity(schedule.zone)}`}
            type="date"
            value={schedule.local.slice(0, 10)}
            onChange={(day) => {
              if (/^\d{4}-\d{2}-\d{2}$/u.test(day)) onEdit({ schedule: { ...schedule, local: `${day}T${schedule.local.slice(11)}` } });
            }}
          />
          <Select
            label="Time"
            items={timesWith(schedule.local.slice(11)).map((id) => ({ id, label: id }))}
            value={schedule.local.slice(11)}
            onChange={(time) => onEdit({ schedule: { ...schedule, local: `${schedule.local.slice(0, 10)}T${time}` } })}
          />
        </div>
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

/** Every quarter of an hour, and the time that is set already. */
const timesWith = (set: string): string[] => [...new Set([...quarters, set])].toSorted();

const quarters = Array.from(
  { length: 96 },
  (_, index) => `${String(Math.floor(index / 4)).padStart(2, "0")}:${String((index % 4) * 15).padStart(2, "0")}`,
);
