/** What a code means and what would help, in plain words; the codes are ours and those that our provider tables map to. */
interface Reason {
  readonly words: string;
  readonly help: string;
}

const reasons: Readonly<Record<string, Reason>> = {
  "recipient-unknown": { words: "The address does not exist", help: "Ask the guest for another address, then send again." },
  "recipient-invalid": { words: "The address is not one that can be written to", help: "Correct it at the guest, then send again." },
  "recipient-refused": { words: "The guest's mail server takes nothing for this address", help: "Ask the guest for another address." },
  "address-invalid": { words: "The address is not one that can be written to", help: "Correct it at the guest, then send again." },
  "not-mobile": { words: "The number is no mobile phone", help: "Ask the guest for a mobile number, or use email." },
  "device-unregistered": { words: "The app is no longer on that device", help: "Use another channel." },
  "mailbox-full": { words: "The mailbox is full", help: "Try again in a day, or use another channel." },
  "mailbox-full-now": { words: "The mailbox is full", help: "Try again in a day, or use another channel." },
  "rate-limited": { words: "The provider asked to slow down", help: "Trying again is enough: the pace adapts by itself." },
  "server-busy": { words: "The provider was busy", help: "Trying again is enough." },
  "daily-quota-exceeded": { words: "The account's daily allowance was used up", help: "Try again tomorrow, or connect another account." },
  "quota-exceeded": { words: "The account's allowance was used up", help: "Try again tomorrow, or connect another account." },
  unreachable: { words: "The provider could not be reached", help: "Check the internet connection, then try again." },
  unavailable: { words: "The provider had a fault", help: "Trying again is enough once it has recovered." },
  "provider-error": { words: "The provider had a fault", help: "Trying again is enough once it has recovered." },
  "practice-outage": { words: "The practice provider played an outage", help: "Trying again is enough." },
  timeout: { words: "No answer came in time", help: "Look in the provider's own log whether it has the message." },
  "answer-lost": { words: "The answer was lost on the way", help: "Look in the provider's own log whether it has the message." },
  "no-evidence": { words: "Nothing tells whether it went out", help: "Look in the provider's own log, or ask the guest." },
  interrupted: {
    words: "This computer stopped before the answer came",
    help: "Look in the provider's own log whether it has the message.",
  },
  "gave-up": { words: "Every try failed", help: "Look at the provider in Settings, then try again." },
  "payload-mismatch": { words: "What would be sent is not what was approved", help: "Approve the message again." },
  "payload-too-large": { words: "The message is too large for the provider", help: "Shorten it, then approve it again." },
  "text-missing": { words: "The approved text is not in the journal", help: "Approve the message again." },
  "text-changed": { words: "It would no longer be what was approved", help: "Approve the message again." },
  "body-empty": {
    words: "For this guest the text would be empty",
    help: "Fill in what the text needs about the guest, then approve again.",
  },
  "cannot-be-prepared": { words: "It could not be prepared for sending", help: "Approve the message again; tell us if it stays." },
  "journal-damaged": {
    words: "Its row in the send journal is damaged",
    help: "Look whether the guest has it before you send anything again.",
  },
  "opted-out": { words: "The guest does not want to be written to here", help: "Use another channel, or ask the guest in person." },
  "hard-bounce": { words: "The address does not take messages", help: "Ask the guest for another address." },
  complaint: { words: "The guest reported messages as unwanted", help: "Use another way to reach the guest." },
  "by-hand": { words: "Blocked by hand", help: "Lift the block in Blocked addresses if it was a mistake." },
  "address-changed": { words: "The address was changed after the approval", help: "Approve the message again for the new address." },
  "revision-changed": { words: "The message was changed after the approval", help: "Approve it again." },
  "too-late": { words: "It would have arrived too late", help: "Write a new message if it still matters." },
  "rsvp-closed": { words: "The guest had answered, or the deadline had passed", help: "Nothing to do." },
  discarded: { words: "Discarded by a person", help: "Nothing to do." },
};

const spoken = (code: string): string => code.replaceAll(/[-_]+/gu, " ").trim();

/** Empty for an empty code; the code itself, spoken, where we have no better words. */
export const reasonWords = (code: string): string => reasons[code]?.words ?? spoken(code);

export const reasonHelp = (code: string): string => reasons[code]?.help ?? "Look at one of them: its story tells what the provider said.";
