import { useRef, type ReactNode, type RefObject } from "react";
import { useClient } from "../../../state/bridge-context.tsx";
import { Button } from "../../../ui/button.tsx";
import { useLoad } from "../use-load.ts";

type TextBox = HTMLInputElement | HTMLTextAreaElement;

const isTextBox = (target: EventTarget | null): target is TextBox =>
  (target instanceof HTMLInputElement && (target.type === "text" || target.type === "url")) || target instanceof HTMLTextAreaElement;

/** Writes at the caret as if it had been typed, so that the box's own change handler hears of it. */
const typeInto = (box: TextBox, text: string): void => {
  const start = box.selectionStart ?? box.value.length;
  const end = box.selectionEnd ?? start;
  box.focus();
  box.setRangeText(text, start, end, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
};

interface FieldChipsProps {
  readonly weddingId: string;
  readonly children: ReactNode;
}

/** Text boxes (children) with the merge fields above them; a chip goes to the caret of the box that was used last. */
export const FieldChips = ({ weddingId, children }: FieldChipsProps) => {
  const area = useRef<HTMLDivElement>(null);
  const lastBox = useRef<TextBox | null>(null);
  return (
    <div
      ref={area}
      onFocusCapture={(event) => {
        if (isTextBox(event.target)) lastBox.current = event.target;
      }}
    >
      <FieldList weddingId={weddingId} onPick={(field) => insertField(area, lastBox, field)} />
      {children}
    </div>
  );
};

const insertField = (area: RefObject<HTMLDivElement | null>, last: RefObject<TextBox | null>, field: string): void => {
  const box = last.current?.isConnected === true ? last.current : area.current?.querySelector<TextBox>("textarea, input[type=text]");
  if (box !== null && box !== undefined) typeInto(box, field.includes("{{") ? field : `{{ ${field} }}`);
};

const FieldList = ({ weddingId, onPick }: { readonly weddingId: string; readonly onPick: (field: string) => void }) => {
  const client = useClient();
  const fields = useLoad(`fields ${weddingId}`, (signal) => client.campaigns.fields({ weddingId }, { signal }));
  if (fields.value === undefined) return <p className="text-ink-2 mb-3 text-sm">{fields.problem?.sentence ?? "Loading the fields…"}</p>;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-1" role="group" aria-label="Insert a field">
      <span className="text-ink-2 me-1 text-sm">Insert:</span>
      {fields.value.map(({ field, label, example }) => (
        <span key={field} title={`For example: ${example}`}>
          <Button variant="secondary" onPress={() => onPick(field)}>
            {label}
          </Button>
        </span>
      ))}
    </div>
  );
};
