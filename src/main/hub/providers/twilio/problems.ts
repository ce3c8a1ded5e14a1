import type { Problem } from "#shared/problem.ts";

const inSettings = "Correct it in Settings, then test again.";

const problems: Readonly<Record<number, Omit<Problem, "code">>> = {
  20003: {
    sentence: "Twilio refuses the account or its token.",
    nextStep: "Copy Account SID and Auth Token from the Twilio console again, and save them in Settings.",
  },
  20005: { sentence: "The Twilio account is not active.", nextStep: "Look into your Twilio account, then resume here." },
  20008: {
    sentence: "These are Twilio's test credentials; they send nothing.",
    nextStep: "Save the live Account SID and Auth Token in Settings.",
  },
  20404: { sentence: "Twilio does not know this account.", nextStep: `Check the Account SID. ${inSettings}` },
  21212: { sentence: "Twilio refuses the sender.", nextStep: `Check the sender's number or name. ${inSettings}` },
  21606: {
    sentence: "The sender's number cannot send texts from this Twilio account.",
    nextStep: `Choose a number of your account that can send texts. ${inSettings}`,
  },
  21608: {
    sentence: "This is a Twilio trial account: it only writes to verified numbers.",
    nextStep: "Upgrade the account at Twilio, then resume here.",
  },
  21609: { sentence: "Twilio refuses the address for delivery reports.", nextStep: inSettings },
  21703: {
    sentence: "The Messaging Service has no sender that can be used.",
    nextStep: "Add a number to the Messaging Service in Twilio, then resume here.",
  },
  30034: {
    sentence: "The number is not registered for US texts (A2P 10DLC).",
    nextStep: "Register the number in the Twilio console, then resume here.",
  },
  21655: {
    sentence: "Twilio does not know the template, or not for this account.",
    nextStep: "Test the connection in Settings: it reads the account's approved templates again. Then resume here.",
  },
  63001: {
    sentence: "WhatsApp refuses the account that Twilio writes with.",
    nextStep: "Connect the WhatsApp sender again in the Twilio console, then resume here.",
  },
  63007: {
    sentence: "The sender's number is no WhatsApp sender of this Twilio account.",
    nextStep: `Register the number under WhatsApp senders in the Twilio console, or choose another. ${inSettings}`,
  },
  63015: {
    sentence: "This is Twilio's WhatsApp sandbox: it only writes to people who joined it.",
    nextStep: "Register a WhatsApp sender of your own in the Twilio console, and save it as the sender in Settings.",
  },
  63020: {
    sentence: "The WhatsApp business account was not accepted yet.",
    nextStep: "Accept Twilio's invitation in Meta's Business Manager, then resume here.",
  },
  63027: {
    sentence: "The template is not approved in the language that was asked for.",
    nextStep: "Have it approved in that language in the Twilio console, test the connection, then resume here.",
  },
  63041: {
    sentence: "WhatsApp paused the template, mostly because of complaints.",
    nextStep: "Use another approved template, or wait until WhatsApp opens it again, then resume here.",
  },
  63042: {
    sentence: "WhatsApp switched the template off for good.",
    nextStep: "Have another template approved, write the text to fit it, then resume here.",
  },
};

/** What a person is told when the lane breaks on this code. */
export const twilioProblem = (code: number): Problem => ({
  code: `twilio-${code}`,
  ...(problems[code] ?? {
    sentence: `Twilio refuses to send for this account or sender (error ${code}).`,
    nextStep: `Look up error ${code} at twilio.com/docs/api/errors, put it right, then resume here.`,
  }),
});
