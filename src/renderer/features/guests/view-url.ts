import { guestFilterSchema, guestPresetSchema, guestViewSchema, type GuestFilter, type GuestView } from "#shared/domain/guest-view.ts";

/**
 * A view as a query: `preset=dietary&q=ana&f=language~is~de~fr&sort=-table`. Defaults are left out, so that the plain list is `/guests`.
 * What cannot be read is left out too; the chips show what is really filtered.
 */
export const viewOfQuery = (query: URLSearchParams): GuestView => {
  const sort = query.get("sort") ?? "name";
  const field = guestViewSchema.shape.sort.safeParse({
    field: sort.replace(/^-/u, ""),
    direction: sort.startsWith("-") ? "descending" : "ascending",
  });
  return {
    preset: guestPresetSchema.safeParse(query.get("preset")).data ?? "everyone",
    search: (query.get("q") ?? "").slice(0, 200),
    filters: query
      .getAll("f")
      .slice(0, 20)
      .flatMap((text) => filterOf(text) ?? []),
    sort: field.data ?? { field: "name", direction: "ascending" },
  };
};

export const queryOfView = ({ preset, search, filters, sort }: GuestView): URLSearchParams => {
  const query = new URLSearchParams();
  if (preset !== "everyone") query.set("preset", preset);
  if (search !== "") query.set("q", search);
  for (const { field, operator, values } of filters) query.append("f", [field, operator, ...values.map(escaped)].join("~"));
  if (sort.field !== "name" || sort.direction !== "ascending")
    query.set("sort", `${sort.direction === "descending" ? "-" : ""}${sort.field}`);
  return query;
};

/** The guest list with exactly these people in it. */
export const guestsPath = (view: GuestView, guestId?: string): string => {
  const query = queryOfView(view);
  if (guestId !== undefined) query.set("guest", guestId);
  const text = query.toString();
  return text === "" ? "/guests" : `/guests?${text}`;
};

const escaped = (value: string): string => value.replaceAll("%", "%25").replaceAll("~", "%7E");

const filterOf = (text: string): GuestFilter | undefined => {
  const [field, operator, ...values] = text.split("~");
  const parsed = guestFilterSchema.safeParse({
    field,
    operator,
    values: values.map((value) => value.replaceAll("%7E", "~").replaceAll("%25", "%")),
  });
  return parsed.data;
};
