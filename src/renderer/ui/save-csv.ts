/** Hands a table to the browser, which asks where to put it or puts it with the downloads. */
export const saveCsv = ({ fileName, csv }: { readonly fileName: string; readonly csv: string }): void => {
  const url = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  Object.assign(document.createElement("a"), { href: url, download: fileName }).click();
  URL.revokeObjectURL(url);
};
