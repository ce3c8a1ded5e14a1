/** Hands a text file to the browser's downloads. */
export const saveFile = ({ fileName, csv }: { readonly fileName: string; readonly csv: string }): void => {
  const url = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: fileName });
  link.click();
  URL.revokeObjectURL(url);
};
