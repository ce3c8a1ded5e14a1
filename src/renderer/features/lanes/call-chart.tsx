import type { LaneDetail } from "#shared/api/lanes.ts";
import { secondTime } from "../../ui/wedding-time.ts";
import { msWords } from "./lane-words.ts";

const width = 320;
const height = 64;
const gap = 2;

interface CallChartProps {
  readonly slices: LaneDetail["slices"];
  readonly zone: string;
}

/** The last ten minutes in bars of half a minute: accepted below, everything else hatched above; the same as a table. */
export const CallChart = ({ slices, zone }: CallChartProps) => {
  const top = Math.max(1, ...slices.map(({ accepted, others }) => accepted + others));
  const step = width / Math.max(1, slices.length);
  const tall = (count: number): number => (count / top) * (height - 2);
  return (
    <figure className="flex flex-col gap-1">
      <svg aria-hidden="true" viewBox={`0 0 ${width} ${height}`} className="w-full" style={{ height }} preserveAspectRatio="none">
        <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} className="stroke-line" />
        {slices.map(({ startsAt, accepted, others }, index) => (
          <g key={startsAt}>
            <rect x={index * step} width={step - gap} y={height - tall(accepted)} height={tall(accepted)} className="fill-info" />
            <rect x={index * step} width={step - gap} y={height - tall(accepted + others)} height={tall(others)} className="fill-bad" />
          </g>
        ))}
      </svg>
      <figcaption className="flex flex-wrap gap-x-4 text-sm text-ink-2">
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden className="size-2.5 bg-info" />
          accepted
        </span>
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden className="size-2.5 bg-bad" />
          not accepted
        </span>
        <span>last ten minutes</span>
      </figcaption>
      <SliceTable slices={slices} zone={zone} />
    </figure>
  );
};

const columns = ["From", "Accepted", "Not accepted", "Half were answered within"];

const SliceTable = ({ slices, zone }: CallChartProps) => (
  <details className="text-sm">
    <summary className="w-fit cursor-pointer text-ink-2">Show as table</summary>
    <table className="mt-1 tabular-nums">
      <caption className="sr-only">Calls of the last ten minutes</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" className="pe-4 text-start font-medium">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {slices
          .filter(({ accepted, others }) => accepted + others > 0)
          .map(({ startsAt, accepted, others, p50Ms }) => (
            <tr key={startsAt}>
              <td>{secondTime(startsAt, zone)}</td>
              <td>{accepted.toLocaleString()}</td>
              <td>{others.toLocaleString()}</td>
              <td>{msWords(p50Ms)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  </details>
);
