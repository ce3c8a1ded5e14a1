import { useEffect, useState, type ReactNode } from "react";
import type { MessageFacets } from "#shared/api/messages.ts";
import { channelSchema } from "#shared/domain/fields.ts";
import { messageSinceSchema, type MessageSince, type MessageView } from "#shared/domain/message-view.ts";
import { useClient } from "../../state/bridge-context.tsx";
import { useCommand } from "../../state/run-command.ts";
import { Button } from "../../ui/button.tsx";
import { providerWords } from "#shared/message/provider-words.ts";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useSavedViewsOf, ViewKeeping } from "../../ui/view-keeping.tsx";
import { channelWords } from "../../ui/plain-words.ts";
import { useOwnMessageViews } from "./own-views.ts";
import { reasonWords } from "./reason-words.ts";
import { isNarrowed, plainView, queryOfView, viewOfQuery, withChoice } from "./view-url.ts";

interface DeliveriesBarProps {
  readonly weddingId: string;
  readonly view: MessageView;
  /** `replace`: a step that Back does not stop at. */
  readonly onView: (view: MessageView, replace?: boolean) => void;
}

const noFacets: MessageFacets = { campaigns: [], providers: [], codes: [] };
/** Stands for "do not ask" in a list of choices. */
const any = "*";

const sinceWords: Readonly<Record<MessageSince, string>> = {
  ever: "Any time",
  hour: "Last hour",
  day: "Last 24 hours",
  week: "Last 7 days",
  month: "Last 30 days",
};

/** What narrows the list. All of it lives in the URL, so a view can be kept, sent and come back to. */
export const DeliveriesBar = ({ weddingId, view, onView }: DeliveriesBarProps): ReactNode => {
  const facets = useFacets(weddingId);
  const query = queryOfView(view).toString();
  const choice = (field: "campaignId" | "channel" | "provider" | "code", label: string, items: readonly Choice[]): ReactNode => (
    <div className="w-40">
      <Select
        label={label}
        hideLabel
        value={view[field] ?? any}
        onChange={(id) => onView(withChoice(view, field, id === any ? null : id))}
        items={[{ id: any, label }, ...withChosen(items, view[field])]}
      />
    </div>
  );
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="w-56">
        <TextField
          label="Search by guest or address"
          hideLabel
          type="search"
          placeholder="Guest or address"
          value={view.search}
          onChange={(search) => onView({ ...view, search: search.slice(0, 200) }, true)}
        />
      </div>
      {choice(
        "campaignId",
        "Any message",
        facets.campaigns.map(({ id, name }) => ({ id, label: name })),
      )}
      {choice(
        "channel",
        "Any channel",
        channelSchema.options.map((id) => ({ id, label: channelWords[id] })),
      )}
      {choice(
        "provider",
        "Any provider",
        facets.providers.map((id) => ({ id, label: providerWords(id) })),
      )}
      {choice("code", "Any reason", codeChoices(facets))}
      <div className="w-36">
        <Select
          label="Since when"
          hideLabel
          value={view.since}
          onChange={(since) => onView({ ...view, since })}
          items={messageSinceSchema.options.map((id) => ({ id, label: sinceWords[id] }))}
        />
      </div>
      {isNarrowed(view) ? (
        <Button variant="quiet" onPress={() => onView({ ...plainView, group: view.group })}>
          Clear filters
        </Button>
      ) : null}
      <OwnViews weddingId={weddingId} query={query} onView={onView} />
      {query === "" ? null : <ViewKeeping views={useOwnMessageViews} weddingId={weddingId} query={query} />}
    </div>
  );
};

interface Choice {
  readonly id: string;
  readonly label: string;
}

/** What a link or an old view asks for stays a choice, even when nothing has it any more. */
const withChosen = (items: readonly Choice[], chosen: string | null): readonly Choice[] =>
  chosen === null || items.some(({ id }) => id === chosen) ? items : [...items, { id: chosen, label: reasonWords(chosen) }];

const codeChoices = ({ codes }: MessageFacets): readonly Choice[] => {
  const counts = new Map<string, number>();
  for (const { code, count } of codes) counts.set(code, (counts.get(code) ?? 0) + count);
  return [...counts].map(([code, count]) => ({ id: code, label: `${reasonWords(code)} (${count.toLocaleString()})` }));
};

/** Asked once when the screen opens: what can be chosen changes slowly. */
const useFacets = (weddingId: string): MessageFacets => {
  const client = useClient();
  const [facets, setFacets] = useState(noFacets);
  const { run } = useCommand(async () => setFacets(await client.messages.facets({ weddingId })));
  useEffect(() => void run(), [run, weddingId]);
  return facets;
};

const OwnViews = ({
  weddingId,
  query,
  onView,
}: Pick<DeliveriesBarProps, "weddingId" | "onView"> & { readonly query: string }): ReactNode => {
  const { views, saved } = useSavedViewsOf(useOwnMessageViews, weddingId, query);
  if (views.length === 0) return null;
  const choose = (name: string): void => {
    const own = views.find((one) => one.name === name);
    onView(own === undefined ? plainView : viewOfQuery(new URLSearchParams(own.query)));
  };
  return (
    <div className="w-40">
      <Select
        label="My views"
        hideLabel
        value={saved?.name ?? any}
        onChange={choose}
        items={[{ id: any, label: "My views" }, ...views.map(({ name }) => ({ id: name, label: name }))]}
      />
    </div>
  );
};
