import { Select } from "../../../ui/select.tsx";
import { TextField } from "../../../ui/text-field.tsx";

interface LocalTimeFieldProps {
  readonly dayLabel: string;
  readonly timeLabel: string;
  /** Wall-clock time without a zone: `2027-06-12T15:00`. */
  readonly local: string;
  readonly onChange: (local: string) => void;
}

/** A day and a quarter of an hour. */
export const LocalTimeField = ({ dayLabel, timeLabel, local, onChange }: LocalTimeFieldProps) => {
  const [day, time] = [local.slice(0, 10), local.slice(11)];
  return (
    <div className="grid grid-cols-2 gap-2">
      <TextField
        label={dayLabel}
        type="date"
        value={day}
        onChange={(typed) => {
          if (/^\d{4}-\d{2}-\d{2}$/u.test(typed)) onChange(`${typed}T${time}`);
        }}
      />
      <Select
        label={timeLabel}
        items={[...new Set([...quarters, time])].toSorted().map((id) => ({ id, label: id }))}
        value={time}
        onChange={(chosen) => onChange(`${day}T${chosen}`)}
      />
    </div>
  );
};

const quarters = Array.from(
  { length: 96 },
  (_, index) => `${String(Math.floor(index / 4)).padStart(2, "0")}:${String((index % 4) * 15).padStart(2, "0")}`,
);
