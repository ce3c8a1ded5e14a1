import { describe, expect, it } from "vitest";
import { appPage, isAppUrl } from "./app-origin.ts";

const ours = [appPage, "app://usher", "app://usher/#/guests", "app://usher/assets/a.js?x=1#y", "APP://usher/"];

const hosts = [
  "evil",
  "usher.evil",
  "evil.usher",
  "usher.",
  ".usher",
  "usher:80",
  "usher%00",
  "usher%2eevil",
  "usher@evil",
  "evil@usher",
  "a:b@usher",
  "USHER",
  "ushеr",
  "xn--ushr-7of",
  "",
];
const schemes = [
  "http",
  "https",
  "file",
  "ftp",
  "ws",
  "wss",
  "data",
  "blob",
  "about",
  "javascript",
  "view-source",
  "chrome",
  "devtools",
  "apps",
  "ap",
  "app2",
  "filesystem",
];
const foreign = [
  ...hosts.flatMap((host) => [`app://${host}/`, `app://${host}/index.html`, `app://${host}#usher`, `app://${host}?app://usher`]),
  ...schemes.flatMap((scheme) => [`${scheme}://usher/`, `${scheme}:app://usher/`, `${scheme}:usher`, `${scheme}://usher@evil/`]),
  "",
  " ",
  "app",
  "app:",
  "app:usher",
  "app:/usher",
  "app:///usher",
  "app:\\\\usher\\",
  "//usher/",
  "/guests",
  "usher",
  "about:blank",
  "about:srcdoc",
  "javascript:alert(1)",
  "data:text/html,app://usher/",
  "blob:app://usher/0b1c",
  "https://app.usher/",
  "https://usher.app/",
  "null",
];

describe("the app's own origin", () => {
  it.each(ours)("is that of %s", (url) => {
    expect(isAppUrl(url)).toBe(true);
  });

  it(`is not that of ${foreign.length} others`, () => {
    expect(foreign.length).toBeGreaterThan(140);
    expect(foreign.filter(isAppUrl)).toEqual([]);
  });
});
