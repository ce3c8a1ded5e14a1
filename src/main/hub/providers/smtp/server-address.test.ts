import { describe, expect, it } from "vitest";
import { defaultSecurityOf, isHost, isLoopbackHost, isPort, smtpAccountOf } from "./server-address.ts";
import { connectionOptionsOf } from "./talk.ts";

describe("how a mail server is reached", () => {
  it.each([
    ["localhost", true],
    ["LOCALHOST.", true],
    ["bridge.localhost", true],
    ["127.0.0.1", true],
    ["127.8.8.8", true],
    ["::1", true],
    ["127.0.0.1.evil.test", false],
    ["localhost.evil.test", false],
    ["128.0.0.1", false],
    ["::2", false],
    ["smtp.x.test", false],
  ])("takes %s for this computer: %s", (host, loopback) => expect(isLoopbackHost(host)).toBe(loopback));

  it.each([
    ["smtp.x.test", 465, "tls"],
    ["smtp.x.test", 2465, "tls"],
    ["smtp.x.test", 587, "starttls"],
    ["smtp.x.test", 25, "starttls"],
    ["127.0.0.1", 1025, "plain"],
    ["127.0.0.1", 465, "tls"],
  ])("begins at %s, port %i, with %s", (host, port, security) => expect(defaultSecurityOf(host, port)).toBe(security));

  const account = { host: "smtp.x.test", port: 587, user: "u", password: "p" };

  it("never goes without encryption or a certificate that it can check, except on this computer", () => {
    expect(connectionOptionsOf({ ...account, security: "starttls" })).toMatchObject({
      secure: false,
      requireTLS: true,
      opportunisticTLS: false,
      tls: { rejectUnauthorized: true },
      logger: false,
    });
    expect(connectionOptionsOf({ ...account, port: 465, security: "tls" })).toMatchObject({
      secure: true,
      tls: { rejectUnauthorized: true },
    });
    expect(connectionOptionsOf({ ...account, host: "127.0.0.1", security: "plain" })).toMatchObject({
      secure: false,
      requireTLS: false,
      tls: { rejectUnauthorized: false },
    });
  });

  it("limits every wait", () => {
    const options = connectionOptionsOf({ ...account, security: "tls" });
    for (const name of ["connectionTimeout", "greetingTimeout", "dnsTimeout", "socketTimeout", "socketCloseTimeout"] as const)
      expect(options[name], name).toBeLessThanOrEqual(60_000);
  });

  it.each<[Record<string, string>, object]>([
    [{ host: "smtp.x.test" }, { host: "smtp.x.test", port: 587, security: "starttls" }],
    [
      { host: "smtp.x.test", port: "465" },
      { port: 465, security: "tls" },
    ],
    [
      { host: "smtp.x.test", port: "465", encryption: "STARTTLS" },
      { port: 465, security: "starttls" },
    ],
    [
      { host: "smtp.x.test", port: "8025", encryption: "tls" },
      { port: 8025, security: "tls" },
    ],
    [
      { host: "localhost", port: "1025" },
      { port: 1025, security: "plain" },
    ],
    [{ host: "localhost", port: "1025", encryption: "starttls" }, { security: "starttls" }],
    [{ host: "smtp.x.test", encryption: "none" }, { security: "starttls" }],
    [
      { user: "u", password: "p" },
      { user: "u", password: "p" },
    ],
  ])("reads %o as it is meant", (values, expected) => {
    expect(smtpAccountOf((field) => values[field] ?? "")).toMatchObject(expected);
  });

  it.each([
    ["smtp.gmail.com", true],
    ["mail", true],
    ["smtp.bücher.test", true],
    ["10.0.0.5", true],
    ["::1", true],
    ["localhost.", true],
    ["smtp.gmail.com:587", false],
    ["smtp://smtp.gmail.com", false],
    ["smtp.gmail.com/x", false],
    ["a b", false],
    ["a..b", false],
    ["-a.test", false],
    ["1.2.3", false],
    ["a\r\nb", false],
    ["", false],
    ["x".repeat(300), false],
  ])("takes %j for a server's name: %s", (text, expected) => expect(isHost(text)).toBe(expected));

  it.each([
    ["1", true],
    ["65535", true],
    ["0", false],
    ["65536", false],
    ["-1", false],
    ["5e2", false],
    ["", false],
  ])("takes %j for a port: %s", (text, expected) => expect(isPort(text)).toBe(expected));
});
