import { createPrivateKey, type KeyObject } from "node:crypto";

/**
 * The private key in a PEM text (PKCS#8), or undefined. Lenient about line ends, because they are lost when a key is pasted into a
 * field of one line.
 */
export const privateKeyOf = (pem: string, type: "rsa" | "ec"): KeyObject | undefined => {
  const base64 = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/u.exec(pem)?.[1];
  if (base64 === undefined) return undefined;
  try {
    const key = createPrivateKey({ key: Buffer.from(base64, "base64"), format: "der", type: "pkcs8" });
    return key.asymmetricKeyType === type ? key : undefined;
  } catch {
    return undefined;
  }
};
