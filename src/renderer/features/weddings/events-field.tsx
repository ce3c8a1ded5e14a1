import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { blankEvent, endsNextDay, type EventRow } from "./wedding-form.ts";

interface EventsFieldProps {
  readonly events: readonly EventRow[];
  readonly date: string;
  readonly venueName: string;
  readonly onChange: (events: readonly EventRow[]) => void;
}

/** What guests are invited to. Texts tell the first one's time and place. */
export const EventsField = ({ events, date, venueName, onChange }: EventsFieldProps): ReactNode => (
  <fieldset className="flex flex-col gap-3">
    <legend className="mb-1 text-sm font-medium">Events</legend>
    {events.map((row) => (
      <EventCard
        key={row.key}
        row={row}
        date={date}
        venueName={venueName}
        onChange={(changed) => onChange(events.map((one) => (one.key === row.key ? changed : one)))}
        // What is already stored may be named in messages that were sent.
        onRemove={row.id === null && events.length > 1 ? () => onChange(events.filter(({ key }) => key !== row.key)) : undefined}
      />
    ))}
    <div>
      <Button onPress={() => onChange([...events, blankEvent(`new-${events.length}-${Date.now()}`)])}>Add an event</Button>
    </div>
  </fieldset>
);

interface EventCardProps {
  readonly row: EventRow;
  readonly date: string;
  readonly venueName: string;
  readonly onChange: (row: EventRow) => void;
  readonly onRemove: (() => void) | undefined;
}

const EventCard = ({ row, date, venueName, onChange, onRemove }: EventCardProps): ReactNode => (
  <div
    role="group"
    aria-label={row.name === "" ? "New event" : row.name}
    className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-3"
  >
    <TextField label="Event" value={row.name} onChange={(name) => onChange({ ...row, name })} placeholder="Ceremony" isRequired />
    <div className="grid grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_minmax(0,1fr)] gap-2">
      <TextField label="On" type="date" value={row.day === "" ? date : row.day} onChange={(day) => onChange({ ...row, day })} />
      <TextField label="Starts" type="time" value={row.start} onChange={(start) => onChange({ ...row, start, span: null })} isRequired />
      <TextField
        label="Ends"
        type="time"
        value={row.end}
        onChange={(end) => onChange({ ...row, end, span: null })}
        description={endsNextDay(row) ? "the next day" : undefined}
      />
    </div>
    <div className="flex items-end gap-2">
      <div className="flex-1">
        <TextField
          label="Place"
          value={row.place}
          onChange={(place) => onChange({ ...row, place })}
          placeholder={venueName === "" ? "" : venueName}
        />
      </div>
      {onRemove === undefined ? null : <Button onPress={onRemove}>Remove</Button>}
    </div>
  </div>
);
