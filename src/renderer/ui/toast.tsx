import type { ReactNode } from "react";
import {
  Button as AriaButton,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as AriaToastRegion,
} from "react-aria-components";
import { Button } from "./button.tsx";
import { X } from "./icons.ts";

export interface ToastWords {
  readonly sentence: string;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

/** Long enough to read a sentence and reach Undo; the timer rests while the toast is hovered or focused. */
const toastShownMs = 10_000;
const queue = new ToastQueue<ToastWords>({ maxVisibleToasts: 4 });

export const showToast = (words: ToastWords): void => {
  queue.add(words, { timeout: toastShownMs });
};

/** For a screen on which nothing may lie over a button. What a notice offered to undo can be undone in the history. */
export const clearToasts = (): void => queue.clear();

export const ToastRegion = (): ReactNode => (
  <AriaToastRegion
    queue={queue}
    aria-label="Notices"
    className="above-bottom-bar print:hidden fixed end-4 z-50 flex max-w-[calc(100vw-2rem)] flex-col items-end gap-2 outline-none"
  >
    {({ toast }) => (
      <Toast toast={toast} className="flex items-center gap-3 rounded-lg bg-ink py-2 ps-4 pe-2 text-sm text-surface shadow-xl">
        <ToastContent className="min-w-0 flex-1">
          <Text slot="title">{toast.content.sentence}</Text>
        </ToastContent>
        {toast.content.action === undefined ? null : (
          <Button
            onPress={() => {
              toast.content.action?.run();
              queue.close(toast.key);
            }}
          >
            {toast.content.action.label}
          </Button>
        )}
        <AriaButton slot="close" aria-label="Close notice" className="grid size-7 place-items-center rounded hover:bg-surface/20">
          <X aria-hidden className="size-4" />
        </AriaButton>
      </Toast>
    )}
  </AriaToastRegion>
);
