import { useState } from "react";
import type { Preview } from "#shared/api/campaigns.ts";
import { shownAddress } from "#shared/contact/push-address.ts";
import { Button } from "../../../ui/button.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { Select } from "../../../ui/select.tsx";
import type { Loaded } from "../use-load.ts";
import { directionOf } from "../campaign-words.ts";

interface MessageViewProps {
  readonly preview: Preview;
  /** Shows the plain-text part of an email instead of its HTML. */
  readonly plain: boolean;
}

/** A message as it will leave. The HTML has no scripts, no origin and no way out: `sandbox=""` and `srcdoc`. */
export const MessageView = ({ preview, plain }: MessageViewProps) => {
  const language = { lang: preview.language, dir: directionOf(preview.language) } as const;
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm">
        <span className="text-ink-2">To </span>
        <bdi>{preview.to === "" ? "no usable address" : shownAddress(preview.to)}</bdi>
      </p>
      {preview.subject !== "" ? (
        <p className="font-semibold" {...language}>
          {preview.subject}
        </p>
      ) : null}
      {preview.channel === "email" && !plain ? (
        <iframe
          title="The message as the guest will see it"
          sandbox=""
          srcDoc={preview.html}
          tabIndex={0}
          className="border-line h-[32rem] w-full rounded-md border bg-white"
        />
      ) : (
        <pre className="border-line rounded-md border p-3 font-sans text-sm break-words whitespace-pre-wrap" {...language}>
          {preview.text}
        </pre>
      )}
      {preview.emptyFields.length === 0 ? null : <p className="text-sm">{`Empty for this guest: ${preview.emptyFields.join(", ")}`}</p>}
    </div>
  );
};

export interface PreviewGuest {
  readonly guestId: string;
  readonly name: string;
  readonly why: string;
}

interface PreviewPanelProps {
  readonly guests: readonly PreviewGuest[];
  readonly guestId: string;
  readonly onGuest: (guestId: string) => void;
  readonly preview: Loaded<Preview>;
  readonly onTest: () => void;
}

/** The saved draft for a real guest, hardest cases first. */
export const PreviewPanel = ({ guests, guestId, onGuest, preview, onTest }: PreviewPanelProps) => {
  const [plain, setPlain] = useState(false);
  if (guests.length === 0) return <p className="text-ink-2">Nobody is in the audience yet, so there is nothing to preview.</p>;
  return (
    <section aria-label="Preview" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <Select
          label="As seen by"
          items={guests.map((guest) => ({ id: guest.guestId, label: guest.why === "" ? guest.name : `${guest.name} (${guest.why})` }))}
          value={guestId}
          onChange={onGuest}
        />
        {preview.value?.channel === "email" ? (
          <Button variant="quiet" onPress={() => setPlain(!plain)}>
            {plain ? "Show as email" : "Show plain text"}
          </Button>
        ) : null}
        {preview.value === undefined || preview.value.channel === "push" ? null : (
          <Button variant="quiet" onPress={onTest}>
            Send test…
          </Button>
        )}
      </div>
      {preview.problem !== undefined ? <ErrorState problem={preview.problem} onRetry={preview.reload} /> : null}
      {preview.value === undefined ? (
        preview.problem === undefined ? (
          <p role="status">Rendering the message…</p>
        ) : null
      ) : (
        <MessageView preview={preview.value} plain={plain} />
      )}
    </section>
  );
};
