import { verify, type KeyObject } from "node:crypto";

export interface ReadToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Header and claims of a JSON Web Token whose signature is right; undefined for everything else. */
export const verifiedToken = (token: string, alg: "RS256" | "ES256", publicKey: KeyObject): ReadToken | undefined => {
  const [head = "", claims = "", signature = ""] = token.split(".");
  const key = alg === "ES256" ? { key: publicKey, dsaEncoding: "ieee-p1363" as const } : publicKey;
  const isRight = verify("sha256", Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, "base64url"));
  const header = partOf(head);
  return isRight && header["alg"] === alg ? { header, claims: partOf(claims) } : undefined;
};

const partOf = (part: string): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Record<string, unknown>;
