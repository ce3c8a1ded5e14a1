import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { Copy, MessageSquare, Tag, Trash2 } from "../../ui/icons.ts";

interface BulkBarProps {
  readonly count: number;
  /** How many of them the view does not show. */
  readonly hiddenCount: number;
  readonly isAll: boolean;
  readonly isBusy: boolean;
  readonly onMessage: () => void;
  readonly onTag: () => void;
  readonly onSet: () => void;
  readonly onCopy: () => void;
  readonly onRemove: () => void;
  readonly onKeepShown: () => void;
  readonly onClear: () => void;
}

/** What can be done with those that are ticked. The count is said even when the bar is away, so that its coming is heard. */
export const BulkBar = (props: BulkBarProps): ReactNode => {
  const { count, hiddenCount, isAll, isBusy } = props;
  const words = count === 0 ? "" : `${isAll ? "All " : ""}${count.toLocaleString()} selected`;
  return (
    <>
      <span role="status" className="sr-only">
        {words}
      </span>
      {count === 0 ? null : (
        <div
          role="toolbar"
          aria-label="Selected guests"
          className="bottom-bar flex flex-wrap items-center gap-2 border-t border-line bg-surface-2 px-6 py-2 shadow-[0_-4px_12px_-8px_rgb(0_0_0/0.3)]"
        >
          <span className="text-sm font-medium tabular-nums">{words}</span>
          <Button variant="quiet" onPress={props.onClear}>
            Clear
          </Button>
          {hiddenCount <= 0 ? null : (
            <Button variant="quiet" onPress={props.onKeepShown}>
              {`${hiddenCount.toLocaleString()} not shown: drop them`}
            </Button>
          )}
          <Button isDisabled={isBusy} onPress={props.onMessage}>
            <MessageSquare aria-hidden />
            Message
          </Button>
          <Button isDisabled={isBusy} onPress={props.onTag}>
            <Tag aria-hidden />
            Tag
          </Button>
          <Button isDisabled={isBusy} onPress={props.onSet}>
            Set…
          </Button>
          <Button onPress={props.onCopy}>
            <Copy aria-hidden />
            Copy
          </Button>
          <span className="ms-6">
            <Button variant="danger" isDisabled={isBusy} onPress={props.onRemove}>
              <Trash2 aria-hidden />
              {`Remove ${count.toLocaleString()}`}
            </Button>
          </span>
        </div>
      )}
    </>
  );
};
