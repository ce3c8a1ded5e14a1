import { editableGuestFieldSchema, type EditableGuestField, type GuestRow } from "#shared/api/guests.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { DeliveryState } from "../../ui/delivery-state.tsx";
import type { GridColumn } from "../../ui/grid/grid.tsx";

const rsvpWords: Record<GuestRow["rsvp"], { word: string; tone: Tone }> = {
  pending: { word: "pending", tone: "neutral" },
  yes: { word: "yes", tone: "ok" },
  no: { word: "no", tone: "bad" },
  undecided: { word: "undecided", tone: "warn" },
};
const text = (id: EditableGuestField, label: string, width: string, read: (row: GuestRow) => string): GridColumn<GuestRow> => ({
  id,
  label,
  width,
  editText: read,
  render: (row) => <bdi className="truncate">{read(row)}</bdi>,
});

export const guestColumns: readonly GridColumn<GuestRow>[] = [
  { id: "name", label: "Name", width: "14rem", render: (row) => <bdi className="truncate font-medium">{row.name}</bdi> },
  text("household", "Household", "11rem", (row) => row.household),
  { id: "rsvp", label: "RSVP", width: "6rem", render: (row) => <Badge tone={rsvpWords[row.rsvp].tone}>{rsvpWords[row.rsvp].word}</Badge> },
  text("diet", "Diet", "9rem", (row) => row.diet),
  text("table", "Table", "5rem", (row) => row.table),
  text("email", "E-mail", "15rem", (row) => row.email),
  text("phone", "Phone", "10rem", (row) => row.phone),
  {
    id: "lastMessage",
    label: "Last message",
    width: "11rem",
    render: (row) =>
      row.lastMessage === null ? (
        <span className="text-ink-2">–</span>
      ) : (
        <DeliveryState state={row.lastMessage.state} delivery={row.lastMessage.delivery} />
      ),
  },
  text("language", "Language", "5.5rem", (row) => row.language),
  text("tags", "Tags", "9rem", (row) => row.tags.join(", ")),
  text("note", "Note", "14rem", (row) => row.note),
];

export const editableField = (id: string): EditableGuestField | undefined => editableGuestFieldSchema.safeParse(id).data;
