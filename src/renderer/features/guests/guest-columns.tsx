import type { ReactNode } from "react";
import { editableGuestFieldSchema, type EditableGuestField, type GuestRow } from "#shared/api/guests.ts";
import type { GuestField } from "#shared/domain/guest-view.ts";
import { Badge, toneText, type Tone } from "../../ui/badge.tsx";
import { DeliveryState } from "../../ui/delivery-state.tsx";
import { deliveryWords } from "../../ui/delivery-words.ts";
import type { GridColumn } from "../../ui/grid/grid-column.ts";
import { AlertTriangle, Baby, Mail, Phone, Send, User, UserPlus, type LucideIcon } from "../../ui/icons.ts";
import { kindWords } from "./filter-words.ts";

const rsvpWords: Record<GuestRow["rsvp"], { word: string; tone: Tone }> = {
  pending: { word: "pending", tone: "neutral" },
  yes: { word: "yes", tone: "ok" },
  no: { word: "no", tone: "bad" },
  undecided: { word: "undecided", tone: "warn" },
};

const channelLooks: Record<GuestRow["reach"][number]["channel"], { word: string; icon: LucideIcon }> = {
  email: { word: "email", icon: Mail },
  sms: { word: "text", icon: Phone },
  push: { word: "push", icon: Send },
};

const reachLook = ({ channel, state }: GuestRow["reach"][number]): { word: string; tone: Tone; icon: LucideIcon } => {
  const { word, icon } = channelLooks[channel];
  if (state === "ok") return { word, tone: "ok", icon };
  if (state === "shared") return { word: `${word}, shared`, tone: "ok", icon };
  if (state === "landline") return { word: "landline", tone: "warn", icon };
  return { word: `${word} ${state === "opted-out" ? "opted out" : state}`, tone: "bad", icon };
};

const reachText = ({ reach }: GuestRow): string =>
  reach.length === 0 ? "cannot be reached" : reach.map((one) => reachLook(one).word).join(", ");

/** Each channel with its word: colour and icon only repeat it. */
const Reach = ({ row }: { readonly row: GuestRow }): ReactNode =>
  row.reach.length === 0 ? (
    <Badge tone="bad" icon={AlertTriangle}>
      no way
    </Badge>
  ) : (
    <span className="flex min-w-0 gap-3" title={reachText(row)}>
      {row.reach.map((one) => {
        const { word, tone, icon: Icon } = reachLook(one);
        return (
          <span key={one.channel} className={`inline-flex min-w-0 items-center gap-1 ${toneText[tone]}`}>
            <Icon aria-hidden className="size-3.5 shrink-0" />
            <span className="truncate text-xs">{word}</span>
          </span>
        );
      })}
    </span>
  );

const kindIcons: Record<GuestRow["kind"], LucideIcon> = { adult: User, child: Baby, "plus-one": UserPlus };

const lastMessageText = ({ lastMessage }: GuestRow): string =>
  lastMessage === null ? "" : deliveryWords(lastMessage.state, lastMessage.delivery, null).word;

const text = (
  id: EditableGuestField,
  label: string,
  width: string,
  read: (row: GuestRow) => string,
  sortField: GuestField,
): GridColumn<GuestRow> => ({
  id,
  label,
  width,
  sortField,
  editText: read,
  render: (row) => (
    <bdi className="truncate" title={read(row)}>
      {read(row)}
    </bdi>
  ),
});

export const guestColumns: readonly GridColumn<GuestRow>[] = [
  {
    id: "name",
    label: "Name",
    width: "14rem",
    sortField: "name",
    copyText: (row) => row.name,
    render: (row) => (
      <bdi className="truncate font-medium" title={row.name}>
        {row.name === "" ? "Unnamed" : row.name}
      </bdi>
    ),
  },
  text("household", "Household", "11rem", (row) => row.household, "household"),
  {
    id: "rsvp",
    label: "RSVP",
    width: "6.5rem",
    sortField: "rsvp",
    copyText: (row) => row.rsvp,
    render: (row) => <Badge tone={rsvpWords[row.rsvp].tone}>{rsvpWords[row.rsvp].word}</Badge>,
  },
  text("diet", "Diet", "9rem", (row) => row.diet, "diet"),
  text("table", "Table", "5rem", (row) => row.table, "table"),
  { id: "reach", label: "Reach", width: "13rem", sortField: "reach", copyText: reachText, render: (row) => <Reach row={row} /> },
  {
    id: "lastMessage",
    label: "Last message",
    width: "11rem",
    sortField: "lastMessage",
    copyText: lastMessageText,
    render: (row) =>
      row.lastMessage === null ? (
        <span className="text-ink-2">–</span>
      ) : (
        <DeliveryState state={row.lastMessage.state} delivery={row.lastMessage.delivery} />
      ),
  },
  text("tags", "Tags", "9rem", (row) => row.tags.join(", "), "tag"),
  {
    id: "kind",
    label: "Kind",
    width: "6.5rem",
    sortField: "kind",
    editText: (row) => row.kind,
    choices: Object.entries(kindWords).map(([value, label]) => ({ value, label })),
    render: (row) => (
      <Badge tone={row.kind === "adult" ? "neutral" : "info"} icon={kindIcons[row.kind]}>
        {kindWords[row.kind]}
      </Badge>
    ),
  },
  text("side", "Side", "7rem", (row) => row.side, "side"),
  text("language", "Language", "6.5rem", (row) => row.language, "language"),
  text("email", "Email", "15rem", (row) => row.email, "email"),
  text("phone", "Phone", "10rem", (row) => row.phone, "phone"),
  text("note", "Note", "14rem", (row) => row.note, "note"),
];

export const editableField = (id: string): EditableGuestField | undefined => editableGuestFieldSchema.safeParse(id).data;
