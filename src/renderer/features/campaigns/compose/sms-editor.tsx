import type { Preview } from "#shared/api/campaigns.ts";
import { Button } from "../../../ui/button.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import type { SmsText } from "./text-edits.ts";

interface SmsEditorProps {
  readonly text: SmsText;
  /** How the chosen guest's SMS comes out; undefined until the preview is there. */
  readonly sms: Preview["sms"] | undefined;
  readonly onChange: (text: SmsText) => void;
}

type Costly = NonNullable<Preview["sms"]>["costly"][number];

/** Text of one SMS in one language, with what it costs in segments for the guest of the preview. */
export const SmsEditor = ({ text, sms, onChange }: SmsEditorProps) => (
  <div className="flex flex-col gap-2">
    <TextField label="SMS text" multiline value={text.body} onChange={(body) => onChange({ ...text, body })} />
    {sms === undefined || sms === null ? (
      <p className="text-ink-2 text-sm">Segments are counted for the guest of the preview.</p>
    ) : (
      <>
        <p className="text-sm" data-testid="sms-segments">
          {`${sms.units} characters · ${sms.encoding} · ${sms.segments} ${sms.segments === 1 ? "segment" : "segments"} for this guest`}
        </p>
        {sms.costly.map((costly) => (
          <CostlyCharacter
            key={costly.character}
            costly={costly}
            onReplace={(from, to) => onChange({ ...text, body: text.body.replaceAll(from, to) })}
          />
        ))}
      </>
    )}
  </div>
);

const CostlyCharacter = ({ costly, onReplace }: { readonly costly: Costly; readonly onReplace: (from: string, to: string) => void }) => (
  <p className="flex flex-wrap items-center gap-2 text-sm">
    <span>
      <bdi className="font-semibold">{costly.character}</bdi> makes every text longer on the wire (UCS-2).
    </span>
    {costly.replacement === null ? null : (
      <Button variant="quiet" onPress={() => onReplace(costly.character, costly.replacement ?? "")}>
        {`Replace with ${costly.replacement}`}
      </Button>
    )}
  </p>
);
