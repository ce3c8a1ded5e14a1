import type { Block } from "#shared/domain/campaign.ts";
import { Button } from "../../../ui/button.tsx";
import { Select } from "../../../ui/select.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { blockWords } from "./text-edits.ts";

export interface EventChoice {
  readonly id: string;
  readonly name: string;
}

interface BlockCardProps {
  readonly block: Block;
  readonly events: readonly EventChoice[];
  readonly place: number;
  readonly of: number;
  readonly onChange: (block: Block) => void;
  readonly onMove: (step: -1 | 1) => void;
  readonly onRemove: () => void;
}

/** One block with its fields and its place in the email; moved by buttons, so that nobody has to drag. */
export const BlockCard = ({ block, events, place, of, onChange, onMove, onRemove }: BlockCardProps) => {
  const name = blockWords[block.type];
  return (
    <li className="border-line rounded-md border p-3" aria-label={`${name}, block ${place} of ${of}`}>
      <div className="mb-2 flex items-center gap-1">
        <span className="text-ink-2 me-auto text-sm font-medium">{name}</span>
        <Button variant="quiet" isDisabled={place === 1} aria-label={`Move ${name.toLowerCase()} ${place} up`} onPress={() => onMove(-1)}>
          Up
        </Button>
        <Button variant="quiet" isDisabled={place === of} aria-label={`Move ${name.toLowerCase()} ${place} down`} onPress={() => onMove(1)}>
          Down
        </Button>
        <Button variant="quiet" aria-label={`Delete ${name.toLowerCase()} ${place}`} onPress={onRemove}>
          Delete
        </Button>
      </div>
      <BlockFields block={block} events={events} onChange={onChange} />
    </li>
  );
};

const BlockFields = ({ block, events, onChange }: Pick<BlockCardProps, "block" | "events" | "onChange">) => {
  switch (block.type) {
    case "heading":
      return <TextField label="Heading" hideLabel value={block.text} onChange={(text) => onChange({ ...block, text })} />;
    case "text":
      return <TextField label="Text" hideLabel multiline value={block.text} onChange={(text) => onChange({ ...block, text })} />;
    case "image":
      return (
        <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
          <TextField label="Address of the image" value={block.url} onChange={(url) => onChange({ ...block, url })} />
          <TextField label="What it shows, for those who cannot see it" value={block.alt} onChange={(alt) => onChange({ ...block, alt })} />
        </div>
      );
    case "button":
      return (
        <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
          <TextField label="Words on the button" value={block.label} onChange={(label) => onChange({ ...block, label })} />
          <TextField label="Where it leads" value={block.url} onChange={(url) => onChange({ ...block, url })} />
        </div>
      );
    case "event-card":
      return (
        <Select
          label="Event"
          items={[{ id: "all", label: "All events of this wedding" }, ...events.map(({ id, name }) => ({ id, label: name }))]}
          value={block.eventId ?? "all"}
          onChange={(id) => onChange({ ...block, eventId: id === "all" ? null : id })}
        />
      );
    case "rsvp":
      return <TextField label="Words on the reply button" value={block.label} onChange={(label) => onChange({ ...block, label })} />;
    case "divider":
      return <hr className="border-line" />;
  }
};
