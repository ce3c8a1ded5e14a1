import { useState, type ReactNode } from "react";

/** Chooses the file: by button, by keyboard, or by dropping it. */
export const FileStep = ({ isBusy, onFile }: { readonly isBusy: boolean; readonly onFile: (file: File) => void }): ReactNode => {
  const [isOver, setIsOver] = useState(false);
  const take = (files: FileList | null): void => {
    const file = files?.item(0);
    if (file !== null && file !== undefined && !isBusy) onFile(file);
  };
  return (
    <label
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        take(event.dataTransfer.files);
      }}
      className={`flex cursor-pointer flex-col items-center gap-3 rounded-lg border-2 border-dashed p-12 text-center focus-within:outline-2 focus-within:outline-accent ${
        isOver ? "border-accent bg-surface-2" : "border-line"
      }`}
    >
      <span className="text-lg">Drop a guest list here, or choose a file</span>
      <span className="text-sm text-ink-2">
        CSV or Excel (.xlsx), up to 20 MB and 50,000 rows. Any order of columns, any language of headers.
      </span>
      <input
        type="file"
        accept=".csv,.tsv,.txt,.xlsx,text/csv"
        disabled={isBusy}
        className="max-w-full text-sm"
        onChange={(event) => take(event.currentTarget.files)}
      />
    </label>
  );
};
