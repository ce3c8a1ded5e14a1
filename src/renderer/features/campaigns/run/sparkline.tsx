const width = 160;
const height = 28;

/** Accepted per second over the last minute: a line, and the same as a table for those who do not see it. */
export const Sparkline = ({ values }: { readonly values: readonly number[] }) => {
  const top = Math.max(1, ...values);
  const step = values.length > 1 ? width / (values.length - 1) : width;
  const points = values
    .map((value, index) => `${(index * step).toFixed(1)},${(height - 2 - (value / top) * (height - 4)).toFixed(1)}`)
    .join(" ");
  return (
    <figure className="flex flex-col gap-1">
      <svg aria-hidden="true" viewBox={`0 0 ${width} ${height}`} width={width} height={height} className="text-info">
        <polyline points={points} fill="none" stroke="currentColor" strokeWidth="1.5" />
      </svg>
      <details className="text-sm">
        <summary className="text-ink-2 cursor-pointer">Show as table</summary>
        <table className="tabular-nums">
          <caption className="text-start">Accepted per second</caption>
          <thead>
            <tr>
              <th scope="col" className="pe-4 text-start font-medium">
                Seconds ago
              </th>
              <th scope="col" className="text-start font-medium">
                Accepted
              </th>
            </tr>
          </thead>
          <tbody>
            {values
              .map((value, index) => ({ value, ago: values.length - index }))
              .filter(({ ago }) => ago % 10 === 0 || ago === 1)
              .map(({ value, ago }) => (
                <tr key={ago}>
                  <td>{ago}</td>
                  <td>{value}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
};
