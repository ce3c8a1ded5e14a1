/** The renderer's own scheme: it has an origin of its own, so that no file of this computer and no other app shares it. */
export const appScheme = "app";
export const appOrigin = "app://usher";
/** What a window loads. */
export const appPage = `${appOrigin}/`;

/** Whether a URL is a page of ours; one with a user name in it is not, for nobody of us makes such. `URL.origin` is "null" for schemes that Node does not know, hence scheme and host. */
export const isAppUrl = (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return `${protocol}//${host}` === appOrigin && username === "" && password === "";
};
