import { TextField } from "../../../ui/text-field.tsx";
import type { PushText } from "./text-edits.ts";

interface PushEditorProps {
  readonly text: PushText;
  readonly onChange: (text: PushText) => void;
}

/** Phones show about 40 characters of a title and 150 of the words beneath before they cut. */
const titleShownMax = 40;
const bodyShownMax = 150;

const lengthWords = (length: number, max: number): string => `${length} characters as written; phones show about ${max}.`;

/** Words of one push in one language. */
export const PushEditor = ({ text, onChange }: PushEditorProps) => (
  <div className="flex flex-col gap-3">
    <TextField
      label="Title"
      description={lengthWords(text.title.length, titleShownMax)}
      value={text.title}
      onChange={(title) => onChange({ ...text, title })}
    />
    <TextField
      label="Push text"
      description={lengthWords(text.body.length, bodyShownMax)}
      multiline
      value={text.body}
      onChange={(body) => onChange({ ...text, body })}
    />
    <TextField
      label="Link"
      description="What a tap opens. Left empty, it opens the app."
      value={text.link}
      onChange={(link) => onChange({ ...text, link })}
    />
  </div>
);
