import { messageViewSchema, type MessageView } from "#shared/domain/message-view.ts";

export const plainView: MessageView = messageViewSchema.parse({});

/** Names in the query, by field of the view; in this order. */
const names = {
  group: "group",
  campaignId: "campaign",
  channel: "channel",
  provider: "provider",
  code: "code",
  since: "since",
  search: "q",
} as const satisfies Record<keyof MessageView, string>;
const fields = Object.keys(names) as readonly (keyof MessageView)[];

/**
 * A view as a query: `group=problem&channel=sms&since=day`. Defaults are left out, so that the plain list is `/deliveries`. What cannot
 * be read is left out too; the filters show what is really filtered.
 */
export const viewOfQuery = (query: URLSearchParams): MessageView =>
  messageViewSchema.parse(
    Object.fromEntries(
      fields.flatMap((field) => {
        const value = query.get(names[field]);
        return value !== null && messageViewSchema.shape[field].safeParse(value).success ? [[field, value]] : [];
      }),
    ),
  );

export const queryOfView = (view: MessageView): URLSearchParams => {
  const query = new URLSearchParams();
  for (const field of fields) {
    const value = view[field];
    if (value !== null && value !== plainView[field]) query.set(names[field], value);
  }
  return query;
};

/** The view with one of its fields asked for, or for null not asked for any more. */
export const withChoice = (view: MessageView, field: keyof MessageView, value: string | null): MessageView => {
  const query = queryOfView(view);
  if (value === null) query.delete(names[field]);
  else query.set(names[field], value);
  return viewOfQuery(query);
};

/** The deliveries list with exactly these messages in it. */
export const messagesPath = (view: MessageView, messageId?: string): string => {
  const query = queryOfView(view);
  if (messageId !== undefined) query.set("message", messageId);
  const text = query.toString();
  return text === "" ? "/deliveries" : `/deliveries?${text}`;
};

/** Whether anything but the group narrows the list. */
export const isNarrowed = (view: MessageView): boolean => queryOfView({ ...view, group: "all" }).size > 0;
