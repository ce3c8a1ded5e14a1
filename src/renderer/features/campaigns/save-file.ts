/** Hands a text file to the browser, which asks where to put it or puts it with the downloads. */
export const saveFile = ({ fileName, text }: { readonly fileName: string; readonly text: string }): void => {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  Object.assign(document.createElement("a"), { href: url, download: fileName }).click();
  URL.revokeObjectURL(url);
};
