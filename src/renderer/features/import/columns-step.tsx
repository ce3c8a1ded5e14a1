import type { ReactNode } from "react";
import type { ImportField, ImportReading } from "#shared/api/imports.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { fieldWords } from "./field-words.ts";
import type { ImportStep, ImportWork } from "./use-import.ts";

/** Names of the rows that may hold the headers; the first twenty are enough for any title block. */
const headerRowChoices = Array.from({ length: 20 }, (_, index) => ({ id: String(index), label: `Row ${index + 1}` }));
const noHeader = { id: "-1", label: "There are no headers" };
const delimiterWords = [
  { id: ",", label: "Comma" },
  { id: ";", label: "Semicolon" },
  { id: "\t", label: "Tab" },
  { id: "|", label: "Bar" },
];

interface StepProps {
  readonly step: Extract<ImportStep, { kind: "columns" }>;
  readonly work: ImportWork;
}

/** What we read the file as, and what each column means. Every guess can be corrected. */
export const ColumnsStep = ({ step, work }: StepProps): ReactNode => {
  const { reading, mapping } = step;
  const used = [...mapping.values()].filter((field) => field !== "ignore").length;
  return (
    <section className="flex flex-col gap-5">
      <p className="text-sm text-ink-2">
        <bdi>{reading.fileName}</bdi>: {reading.rowCount.toLocaleString("en")} rows, {reading.columns.length} columns.
      </p>
      {reading.isRemembered ? (
        <p role="status" className="text-sm text-ok">
          You have imported a list with these headers before; the columns mean what they meant then.
        </p>
      ) : null}
      <ReadingChoices reading={reading} work={work} />
      {reading.warnings.length === 0 ? null : (
        <ul className="list-disc ps-5 text-sm text-warn">
          {reading.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      <div className="overflow-x-auto">
        <table className="w-full min-w-[36rem] text-start text-sm">
          <thead className="text-ink-2">
            <tr>
              <th scope="col" className="py-2 pe-4 text-start font-medium">
                Column
              </th>
              <th scope="col" className="py-2 pe-4 text-start font-medium">
                Looks like
              </th>
              <th scope="col" className="py-2 text-start font-medium">
                Means
              </th>
            </tr>
          </thead>
          <tbody>
            {reading.columns.map((column) => (
              <tr key={column.index} className="border-t border-line align-top">
                <th scope="row" className="py-2 pe-4 text-start font-medium">
                  <bdi>{column.header || `Column ${column.index + 1}`}</bdi>
                </th>
                <td className="max-w-72 truncate py-2 pe-4 text-ink-2">
                  <bdi>
                    {column.samples
                      .filter((sample) => sample !== "")
                      .slice(0, 3)
                      .join(" · ") || "empty"}
                  </bdi>
                </td>
                <td className="py-1">
                  <Select
                    label={`Meaning of ${column.header || `column ${column.index + 1}`}`}
                    hideLabel
                    items={[...fieldWords]}
                    value={mapping.get(column.index) ?? "ignore"}
                    onChange={(field) => work.map(column.index, field as ImportField)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="flex flex-wrap gap-3">
        <Button variant="primary" onPress={work.compare} isDisabled={work.busy || used === 0}>
          {work.busy ? "Comparing…" : "Compare with the guest list"}
        </Button>
        <Button variant="quiet" onPress={work.startOver}>
          Choose another file
        </Button>
      </div>
    </section>
  );
};

const ReadingChoices = ({ reading, work }: { readonly reading: ImportReading; readonly work: ImportWork }): ReactNode => (
  <div className="flex flex-wrap items-end gap-4">
    <Select
      label="Headers"
      items={[noHeader, ...headerRowChoices]}
      value={String(reading.headerRow)}
      onChange={(row) => work.reread({ headerRow: Number(row) })}
    />
    {reading.format === "csv" ? (
      <>
        <Select
          label="Letters"
          items={reading.encodings.map((encoding) => ({ id: encoding, label: encoding }))}
          value={reading.encoding}
          onChange={(encoding) => work.reread({ encoding })}
        />
        <Select
          label="Separated by"
          items={delimiterWords}
          value={reading.delimiter}
          onChange={(delimiter) => work.reread({ delimiter })}
        />
      </>
    ) : (
      <Select
        label="Sheet"
        items={reading.sheets.map((sheet) => ({ id: sheet, label: sheet }))}
        value={reading.sheet}
        onChange={(sheet) => work.reread({ sheet })}
      />
    )}
    <TextField
      label="Country of numbers without a prefix"
      value={work.country}
      onChange={(country) => work.setCountry(country.toUpperCase().slice(0, 2))}
      description="Two letters, such as DE or US"
    />
  </div>
);
