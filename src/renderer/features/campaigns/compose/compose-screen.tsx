import { useState } from "react";
import { useClient } from "../../../state/bridge-context.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { Page } from "../../../ui/page.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { useNow } from "../../../state/use-now.ts";
import { useWedding } from "../../../state/use-wedding.ts";
import { shortTime } from "../../../ui/wedding-time.ts";
import { useLoad } from "../use-load.ts";
import { AudiencePanel } from "./audience-panel.tsx";
import type { Draft, DraftState, DraftStore } from "./draft-store.ts";
import { DraftActions } from "./draft-actions.tsx";
import { IssuesList } from "./issues-list.tsx";
import { PreviewPanel } from "./preview-panel.tsx";
import { TestDialog } from "./test-dialog.tsx";
import { textChannels, TextsPanel, type TextPlace } from "./texts-panel.tsx";
import { useDraft } from "./use-draft.ts";
import { WhenPanel } from "./when-panel.tsx";

interface ComposeScreenProps {
  readonly weddingId: string;
  readonly campaignId: string;
}

/** ux.md 4.3. What is typed is saved behind it; "Review" saves first. */
export const ComposeScreen = ({ weddingId, campaignId }: ComposeScreenProps) => {
  const [state, store] = useDraft(campaignId);
  const { draft } = state;
  const zone = useWedding(weddingId)?.zone ?? "UTC";
  if (state.status === "failed" && state.problem !== undefined) {
    return (
      <Page title="Message" back={{ href: "/messages", label: "Messages" }}>
        <ErrorState problem={state.problem} onRetry={() => void store.load()} />
      </Page>
    );
  }
  const isDraft = draft?.campaign.status === "draft";
  return (
    <Page
      title={draft?.campaign.name ?? "Message"}
      subtitle={<SaveState state={state} zone={zone} />}
      back={{ href: "/messages", label: "Messages" }}
      actions={<DraftActions campaignId={campaignId} name={draft?.campaign.name ?? ""} isDraft={isDraft} save={store.flush} />}
    >
      <DraftBody weddingId={weddingId} state={state} store={store} />
    </Page>
  );
};

interface DraftBodyProps {
  readonly weddingId: string;
  readonly state: DraftState;
  readonly store: DraftStore;
}

const DraftBody = ({ weddingId, state, store }: DraftBodyProps) => {
  const { draft } = state;
  if (draft === undefined) return <p role="status">Opening the draft…</p>;
  if (draft.campaign.status !== "draft") return <p>This message is approved and can no longer be changed.</p>;
  return (
    <>
      {state.saving === "failed" && state.problem !== undefined ? (
        <ErrorState problem={state.problem} onRetry={() => void store.flush()} />
      ) : null}
      <Editor weddingId={weddingId} draft={draft} store={store} savedVersion={state.savedVersion} />
    </>
  );
};

const SaveState = ({ state, zone }: { readonly state: DraftState; readonly zone: string }) => {
  const now = useNow(60_000);
  const words = {
    saved: state.savedAt === undefined ? "Draft" : `Draft saved ${shortTime(state.savedAt, zone, now)}`,
    waiting: "Not saved yet…",
    saving: "Saving…",
    failed: "Not saved",
  }[state.saving];
  return (
    <span role="status" data-testid="save-state">
      {words}
    </span>
  );
};

interface EditorProps {
  readonly weddingId: string;
  readonly draft: Draft;
  readonly store: DraftStore;
  readonly savedVersion: number;
}

/** Until the first frame of the weddings came. */
const unknownWedding = { languages: [], events: [], defaultLanguage: undefined, zone: "UTC", practice: true } as const;

const Editor = ({ weddingId, draft, store, savedVersion }: EditorProps) => {
  const { campaign, texts } = draft;
  const wedding = useWedding(weddingId) ?? unknownWedding;
  const languages = languagesOf(wedding.languages, texts);
  const [wanted, setPlace] = useState<Partial<TextPlace>>({});
  const place = placeOf(wanted, wedding.defaultLanguage ?? languages[0] ?? "en", textChannels(campaign));
  const shown = usePreview(campaign.id, place, savedVersion);
  const [testing, setTesting] = useState(false);
  return (
    <div className="flex flex-col gap-4">
      <NameField name={campaign.name} onName={(name) => store.editCampaign({ name })} />
      <AudiencePanel campaign={campaign} onEdit={store.editCampaign} />
      <WhenPanel campaign={campaign} zone={wedding.zone} onEdit={store.editCampaign} />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <TextsPanel
          campaign={campaign}
          texts={texts}
          languages={languages}
          events={wedding.events}
          place={place}
          sms={place.channel === "sms" ? shown.preview.value?.sms : undefined}
          onPlace={setPlace}
          onTexts={store.editTexts}
        />
        <div className="border-line bg-surface-2 flex flex-col gap-4 rounded-lg border p-4">
          <IssuesList issues={shown.preview.value?.issues ?? []} />
          <PreviewPanel
            guests={shown.guests}
            guestId={shown.guestId}
            onGuest={shown.setGuest}
            preview={shown.preview}
            onTest={() => setTesting(true)}
          />
        </div>
      </div>
      {testing ? (
        <TestDialog
          test={{
            campaignId: campaign.id,
            guestId: shown.guestId,
            guestName: shown.guests.find((guest) => guest.guestId === shown.guestId)?.name ?? "",
            ...place,
          }}
          practice={wedding.practice}
          save={store.flush}
          onClose={() => setTesting(false)}
        />
      ) : null}
    </div>
  );
};

/** An empty name is not saved: the field says why, and the last name stays until there is another. */
const NameField = ({ name, onName }: { readonly name: string; readonly onName: (name: string) => void }) => {
  const [blank, setBlank] = useState<string>();
  return (
    <TextField
      label="Name of this message"
      description="Only you see it."
      value={blank ?? name}
      error={blank === undefined ? undefined : `It needs a name, so that you find it again. Until you type one it stays “${name}”.`}
      isRequired
      onChange={(typed) => {
        const isBlank = typed.trim() === "";
        setBlank(isBlank ? typed : undefined);
        if (!isBlank) onName(typed);
      }}
    />
  );
};

/** The chosen text, or the nearest one that the channel plan still has. */
const placeOf = (wanted: Partial<TextPlace>, language: string, channels: readonly TextPlace["channel"][]): TextPlace => ({
  language: wanted.language ?? language,
  channel: channels.find((channel) => channel === wanted.channel) ?? channels[0] ?? "email",
});

/** Languages of the wedding, and those that already have a text. */
const languagesOf = (wedding: readonly string[], texts: Draft["texts"]): string[] => [
  ...new Set([...wedding, ...texts.map((text) => text.language)]),
];

const usePreview = (campaignId: string, place: TextPlace, savedVersion: number) => {
  const client = useClient();
  const [chosen, setGuest] = useState<string>();
  const guests = useLoad(`preview-guests ${campaignId} ${savedVersion}`, (signal) =>
    client.campaigns.previewGuests({ campaignId }, { signal }),
  );
  const list = guests.value ?? [];
  const guestId = list.find((guest) => guest.guestId === chosen)?.guestId ?? list[0]?.guestId ?? "";
  const key = guestId === "" ? null : `preview ${guestId} ${place.channel} ${place.language} ${savedVersion}`;
  const preview = useLoad(key, (signal) => client.campaigns.preview({ campaignId, guestId, ...place }, { signal }));
  return { guests: list, guestId, setGuest, preview };
};
