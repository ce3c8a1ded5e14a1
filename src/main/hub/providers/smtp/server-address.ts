import { isIP } from "node:net";

/** How a connection is protected: from its first byte, after a greeting in plain text, or not at all (this computer only). */
export type Security = "tls" | "starttls" | "plain";

export interface SmtpAccount {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly user: string;
  readonly password: string;
}

/** This computer itself: nobody can listen in on the way, and mail bridges that run here have certificates of their own. */
export const isLoopbackHost = (host: string): boolean => {
  const name = host.toLowerCase().replace(/\.$/u, "");
  if (name === "localhost" || name.endsWith(".localhost")) return true;
  return isIP(name) === 4 ? name.startsWith("127.") : name === "::1";
};

/** What a port stands for (RFC 8314): 465 and its twin 2465 begin with TLS, every other one turns it on. */
export const defaultSecurityOf = (host: string, port: number): Security =>
  port === 465 || port === 2465 ? "tls" : isLoopbackHost(host) ? "plain" : "starttls";

export const smtpPortUsual = 587;

/** A name or an address alone: no scheme, no port, no spaces. */
export const isHost = (text: string): boolean =>
  isIP(text) !== 0 ||
  (text.length <= 253 && /^(?!-)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})*\.?$/u.test(text) && !/^[\d.]+$/u.test(text));

export const isPort = (text: string): boolean => /^\d{1,5}$/u.test(text) && Number(text) >= 1 && Number(text) <= 65_535;

/** The account that a person typed, with what they left to us filled in. `value` gives an empty text for what is missing. */
export const smtpAccountOf = (value: (field: string) => string): SmtpAccount => {
  const host = value("host");
  const port = isPort(value("port")) ? Number(value("port")) : smtpPortUsual;
  const typed = value("encryption").toLowerCase();
  const security = typed === "tls" || typed === "starttls" ? typed : defaultSecurityOf(host, port);
  return { host, port, security, user: value("user"), password: value("password") };
};
