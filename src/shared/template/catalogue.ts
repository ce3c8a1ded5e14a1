/** One merge field: what a text may say about a guest. */
export interface MergeField {
  readonly field: string;
  readonly label: string;
  readonly example: string;
}

/** The closed list of merge fields; anything else in a text is an issue, never a look-up. */
export const mergeFields: readonly MergeField[] = [
  { field: "guest.first_name", label: "First name", example: "Amira" },
  { field: "guest.last_name", label: "Last name", example: "Haddad" },
  { field: "guest.full_name", label: "Full name", example: "Amira Haddad" },
  { field: "guest.table", label: "Table", example: "7" },
  { field: "household.name", label: "Household", example: "The Haddads" },
  { field: "couple.names", label: "The couple", example: "Léa & Omar" },
  { field: "wedding.date", label: "Wedding date", example: "Saturday 12 June 2027" },
  { field: "wedding.venue", label: "Venue", example: "Domaine des Tilleuls" },
  { field: "wedding.address", label: "Venue address", example: "1 allée des Tilleuls" },
  { field: "event.name", label: "First event: name", example: "Ceremony" },
  { field: "event.date", label: "First event: date", example: "Saturday 12 June 2027" },
  { field: "event.time", label: "First event: time", example: "15:00" },
  { field: "event.place", label: "First event: place", example: "Chapelle Saint-Exemple" },
  { field: "rsvp.deadline", label: "Reply by", example: "22 May 2027" },
  { field: "rsvp.link", label: "Reply link", example: "https://rsvp.example/#Qm9…" },
];

/** Names only, for look-ups. */
export const mergeFieldNames: ReadonlySet<string> = new Set(mergeFields.map(({ field }) => field));
