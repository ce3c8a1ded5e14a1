import type { KeyObject } from "node:crypto";
import { privateKeyOf } from "../push/pem-key.ts";
import { objectOf } from "../transport.ts";

/** What Google's key file says and we need. */
export interface ServiceAccount {
  readonly projectId: string;
  readonly clientEmail: string;
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** Reads the JSON file that Firebase gives out for a service account; undefined when it is something else. */
export const readServiceAccount = (json: string): ServiceAccount | undefined => {
  const file = objectOf(json) ?? {};
  const { type, project_id: projectId, client_email: clientEmail, private_key_id: keyId, private_key: pem } = file;
  if (type !== "service_account" || typeof projectId !== "string" || typeof clientEmail !== "string" || typeof pem !== "string")
    return undefined;
  // The project's id becomes part of an address.
  if (!/^[a-z0-9][a-z0-9.:-]{0,99}$/u.test(projectId) || !/^[^\s@]+@[^\s@]+$/u.test(clientEmail)) return undefined;
  const privateKey = privateKeyOf(pem, "rsa");
  return privateKey === undefined ? undefined : { projectId, clientEmail, keyId: typeof keyId === "string" ? keyId : "", privateKey };
};
