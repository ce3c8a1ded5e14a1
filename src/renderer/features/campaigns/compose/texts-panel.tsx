import type { Preview } from "#shared/api/campaigns.ts";
import type { Campaign, TemplateText } from "#shared/domain/campaign.ts";
import { useClient } from "../../../state/bridge-context.tsx";
import { useCommand } from "../../../state/run-command.ts";
import { Button } from "../../../ui/button.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { Tabs } from "../../../ui/tabs.tsx";
import { directionOf, languageName } from "../campaign-words.ts";
import { channelWords } from "../../../ui/plain-words.ts";
import type { EventChoice } from "./block-card.tsx";
import { EmailEditor } from "./email-editor.tsx";
import { FieldChips } from "./field-chips.tsx";
import { SmsEditor } from "./sms-editor.tsx";
import { PushEditor } from "./push-editor.tsx";
import { emptyText, isWritten, putText, removeText, textOf, type EmailText, type TextChannel } from "./text-edits.ts";

export interface TextPlace {
  readonly language: string;
  readonly channel: TextChannel;
}

interface TextsPanelProps {
  readonly campaign: Campaign;
  readonly texts: readonly TemplateText[];
  readonly languages: readonly string[];
  readonly events: readonly EventChoice[];
  readonly place: TextPlace;
  readonly sms: Preview["sms"] | undefined;
  readonly onPlace: (place: TextPlace) => void;
  readonly onTexts: (change: (texts: readonly TemplateText[]) => readonly TemplateText[]) => void;
}

/** The texts, one tab per language and inside it one per channel; a tab says when its text is missing. */
export const TextsPanel = (props: TextsPanelProps) => {
  const { campaign, texts, languages, place, onPlace } = props;
  const channels = textChannels(campaign);
  const isDone = (language: string): boolean => channels.every((channel) => isWritten(textOf(texts, channel, language)));
  return (
    <section aria-label="Texts" className="border-line bg-surface-2 rounded-lg border p-4">
      <Tabs
        items={languages.map((language) => ({
          id: language,
          label: languageName(language),
          ...(isDone(language) ? {} : { badge: "missing" }),
        }))}
        value={place.language}
        onChange={(language) => onPlace({ ...place, language })}
      >
        <Tabs
          items={channels.map((channel) => ({
            id: channel,
            label: channelWords[channel],
            ...(isWritten(textOf(texts, channel, place.language)) ? {} : { badge: "missing" }),
          }))}
          value={place.channel}
          onChange={(id) => onPlace({ ...place, channel: channels.find((channel) => channel === id) ?? place.channel })}
        >
          <OneText {...props} />
        </Tabs>
      </Tabs>
    </section>
  );
};

export const textChannels = (campaign: Campaign): readonly TextChannel[] => campaign.channelPlan;

const OneText = ({ campaign, texts, events, place, sms, onTexts }: TextsPanelProps) => {
  const text = textOf(texts, place.channel, place.language);
  if (text === undefined) return <MissingText campaign={campaign} place={place} onTexts={onTexts} />;
  const put = (changed: TemplateText): void => onTexts((all) => putText(all, changed));
  return (
    <div key={`${place.channel} ${place.language}`} lang={place.language} className="pt-4">
      <FieldChips weddingId={campaign.weddingId}>
        <div dir={directionOf(place.language)}>
          {text.channel === "email" ? <EmailEditor text={text} events={events} onChange={put} /> : null}
          {text.channel === "sms" ? <SmsEditor text={text} sms={sms} onChange={put} /> : null}
          {text.channel === "push" ? <PushEditor text={text} onChange={put} /> : null}
        </div>
      </FieldChips>
      <div className="mt-4 flex justify-end">
        <Button variant="quiet" onPress={() => onTexts((all) => removeText(all, place.channel, place.language))}>
          {`Remove this ${languageName(place.language)} text`}
        </Button>
      </div>
    </div>
  );
};

interface ReadyMade {
  readonly subject: string;
  readonly blocks: EmailText["blocks"];
  readonly sms: string;
  readonly push: { readonly body: string; readonly link: string };
}

const readyText = ({ channel, language }: TextPlace, { subject, blocks, sms, push }: ReadyMade): TemplateText => {
  switch (channel) {
    case "email":
      return { channel, language, subject, blocks };
    case "sms":
      return { channel, language, body: sms };
    case "push":
      return { channel, language, title: subject, ...push };
  }
};

const MissingText = ({ campaign, place, onTexts }: Pick<TextsPanelProps, "campaign" | "place" | "onTexts">) => {
  const client = useClient();
  const starter = useCommand(async () => {
    const ready = await client.campaigns.starter({ weddingId: campaign.weddingId, slot: campaign.slot, language: place.language });
    onTexts((all) => putText(all, readyText(place, ready)));
  });
  return (
    <div className="flex flex-col items-start gap-3 py-6">
      <p>{`There is no ${languageName(place.language)} version of the ${channelWords[place.channel].toLowerCase()} yet.`}</p>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" isDisabled={starter.pending} onPress={() => void starter.run()}>
          Start from a ready-made text
        </Button>
        <Button variant="secondary" onPress={() => onTexts((all) => putText(all, emptyText(place.channel, place.language)))}>
          Start empty
        </Button>
      </div>
      {starter.problem === undefined ? null : <ErrorState problem={starter.problem} />}
    </div>
  );
};
