import type { Preview } from "#shared/api/campaigns.ts";
import { withLookAlikes } from "#shared/sms/segments.ts";
import { Button } from "../../../ui/button.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { costlyWords, savingWords, smsCountWords } from "./sms-words.ts";
import type { SmsText } from "./text-edits.ts";

interface SmsEditorProps {
  readonly text: SmsText;
  /** How the chosen guest's SMS comes out; undefined until the preview is there. */
  readonly sms: Preview["sms"] | undefined;
  readonly onChange: (text: SmsText) => void;
}

/** Text of one SMS in one language, with how many texts it takes for the guest of the preview. */
export const SmsEditor = ({ text, sms, onChange }: SmsEditorProps) => (
  <div className="flex flex-col gap-2">
    <TextField label="SMS text" multiline value={text.body} onChange={(body) => onChange({ ...text, body })} />
    {sms === undefined || sms === null ? (
      <p className="text-ink-2 text-sm">Characters are counted for the guest of the preview.</p>
    ) : (
      <>
        <p className="text-sm" dir="ltr" data-testid="sms-segments">
          {smsCountWords(sms)}
        </p>
        {sms.costly.length === 0 ? null : (
          <p className="text-sm" dir="ltr">
            {`${costlyWords(sms.costly.map(({ character }) => character))} ${savingWords(sms)}`.trim()}
          </p>
        )}
        {savingWords(sms) === "" ? null : (
          <p dir="ltr">
            <Button onPress={() => onChange({ ...text, body: withLookAlikes(text.body) })}>Replace all of them</Button>
          </p>
        )}
        {sms.costly.map(({ character, replacement }) =>
          replacement === null ? null : (
            <p key={character} dir="ltr">
              <Button variant="quiet" onPress={() => onChange({ ...text, body: text.body.replaceAll(character, replacement) })}>
                {`Replace ${character} with ${replacement}`}
              </Button>
            </p>
          ),
        )}
      </>
    )}
  </div>
);
