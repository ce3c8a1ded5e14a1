import { sign, type KeyObject } from "node:crypto";

/** A JSON Web Token (RFC 7515), signed by RS256 or ES256. The latter as two plain numbers: services refuse Node's usual DER form. */
export const signedToken = (
  alg: "RS256" | "ES256",
  kid: string,
  claims: Readonly<Record<string, string | number>>,
  key: KeyObject,
): string => {
  const head = `${base64Json({ alg, typ: "JWT", kid })}.${base64Json(claims)}`;
  const signature = sign("sha256", Buffer.from(head), alg === "ES256" ? { key, dsaEncoding: "ieee-p1363" } : key);
  return `${head}.${signature.toString("base64url")}`;
};

const base64Json = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
