import { describe, expect, it } from "vitest";
import { isAllowedLink } from "./allowed-link.ts";

const refused = [
  "http://resend.com/",
  "https://resend.com:8443/",
  "https://resend.com@evil.example/",
  "https://user@resend.com/",
  "https://:secret@resend.com/",
  "https://resend.com.evil.example/",
  "https://evilresend.com/",
  "https://resend.co/",
  "https://resend.com%2eevil.example/",
  "https://rеsend.com/",
  "https://evil.example/?https://resend.com/",
  "https://evil.example/#https://resend.com/",
  "https:\\\\evil.example\\resend.com",
  "file:///etc/passwd",
  "file://server/share",
  "smb://server/share",
  "\\\\server\\share",
  "ms-msdt:/id PCWDiagnostic",
  "ms-settings:privacy",
  "search-ms:query=a",
  "javascript:alert(1)",
  "vbscript:a",
  "data:text/html,a",
  "blob:https://resend.com/0b1c",
  "mailto:a@b.test",
  "tel:+491",
  "app://usher/",
  "about:blank",
  "resend.com",
  "//resend.com/",
  "",
];

describe("links that leave the app", () => {
  it.each([
    "https://resend.com/domains",
    "https://console.twilio.com/us1",
    "https://app.sendgrid.com/settings/api_keys",
    "https://supabase.com/",
    "https://RESEND.com/",
  ])("may lead to %s", (url) => {
    expect(isAllowedLink(url)).toBe(true);
  });

  it.each(refused)("may not lead to %j", (url) => {
    expect(isAllowedLink(url)).toBe(false);
  });
});
