import type { Block } from "#shared/domain/campaign.ts";
import { Button } from "../../../ui/button.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { BlockCard, type EventChoice } from "./block-card.tsx";
import { blockTypes, blockWords, moveBlock, newBlock, type EmailText } from "./text-edits.ts";

interface EmailEditorProps {
  readonly text: EmailText;
  readonly events: readonly EventChoice[];
  readonly onChange: (text: EmailText) => void;
}

/** Subject and blocks of one email in one language. */
export const EmailEditor = ({ text, events, onChange }: EmailEditorProps) => {
  const putBlocks = (blocks: Block[]): void => onChange({ ...text, blocks });
  return (
    <div className="flex flex-col gap-3">
      <TextField label="Subject" value={text.subject} onChange={(subject) => onChange({ ...text, subject })} />
      <ol className="flex flex-col gap-3" aria-label="Blocks of the email">
        {text.blocks.map((block, index) => (
          <BlockCard
            key={block.id}
            block={block}
            events={events}
            place={index + 1}
            of={text.blocks.length}
            onChange={(changed) => putBlocks(text.blocks.map((one) => (one.id === changed.id ? changed : one)))}
            onMove={(step) => putBlocks(moveBlock(text.blocks, block.id, step))}
            onRemove={() => putBlocks(text.blocks.filter((one) => one.id !== block.id))}
          />
        ))}
      </ol>
      {text.blocks.length === 0 ? <p className="text-ink-2">This email is empty. Add a block.</p> : null}
      <div className="flex flex-wrap items-center gap-1" role="group" aria-label="Add a block">
        <span className="text-ink-2 me-1 text-sm">Add:</span>
        {blockTypes.map((type) => (
          <Button key={type} variant="secondary" onPress={() => putBlocks([...text.blocks, newBlock(type, crypto.randomUUID())])}>
            {blockWords[type]}
          </Button>
        ))}
      </div>
    </div>
  );
};
