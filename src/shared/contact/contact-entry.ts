import type { ContactPoint } from "../domain/guest.ts";
import { readEmail } from "./email-address.ts";
import { readPhone } from "./phone-number.ts";

/** Longest text that a contact point keeps of what was typed. */
const enteredLengthMax = 320;

/** An address as typed, read into the part of a contact point that depends on it. What cannot be read stays visible as `invalid`. */
export const readContact = (
  channel: "email" | "sms",
  entered: string,
  country: string,
): Pick<ContactPoint, "address" | "entered" | "lineType" | "standing"> => {
  const kept = entered
    .trim()
    .replace(/^'(?=[+=\-@\d])/u, "")
    .slice(0, enteredLengthMax);
  if (channel === "email") {
    const email = readEmail(entered);
    return { address: email.ok ? email.address : "", entered: kept, lineType: "unknown", standing: email.ok ? "unproven" : "invalid" };
  }
  const phone = readPhone(entered, country);
  return phone.ok
    ? { address: phone.e164, entered: kept, lineType: phone.lineType, standing: "unproven" }
    : { address: "", entered: kept, lineType: "unknown", standing: "invalid" };
};
