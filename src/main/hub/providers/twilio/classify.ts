import type { SendOutcome } from "../contract.ts";
import { objectOf, retryAfterMsOf, saysItIsNotJson, withoutAnswer, type CallResult } from "../transport.ts";
import { twilioCodeWord, twilioVerdict, type TwilioVerdict } from "./error-codes.ts";
import { twilioProblem } from "./problems.ts";

/** What a call to `POST …/Messages.json` came to. Pure. */
export const classifyTwilio = (result: CallResult, now: number): SendOutcome => {
  if (result.kind !== "answered") return withoutAnswer(result);
  const { status, headers } = result;
  const answer = objectOf(result.body);
  if (status >= 200 && status < 300) return taken(answer, headers);
  const code = answer?.["code"];
  // A refusal counts only in Twilio's own words: anybody on the way can answer 4xx.
  if (typeof code !== "number" || !Number.isInteger(code) || status < 400 || status >= 500) return unclear(status);
  return refused(twilioVerdict(code) ?? verdictByStatus(status), code, status, retryAfterMsOf(headers, now));
};

const taken = (answer: Readonly<Record<string, unknown>> | undefined, headers: Headers): SendOutcome => {
  const sid = answer?.["sid"];
  if (typeof sid !== "string" || sid === "") {
    return saysItIsNotJson(headers)
      ? { kind: "unknown", code: "strange-answer", detail: "Something else than Twilio answered." }
      : { kind: "accepted", providerMessageId: null, detail: "Taken by Twilio; its id was lost on the way." };
  }
  return { kind: "accepted", providerMessageId: sid.slice(0, 200), detail: "Taken by Twilio." };
};

const verdictByStatus = (status: number): TwilioVerdict => {
  if (status === 401 || status === 403 || status === 404 || status === 405) return "lane";
  if (status === 408) return "unclear";
  return status === 429 ? "slow" : "message";
};

const unclear = (status: number): SendOutcome => ({
  kind: "unknown",
  code: status >= 500 ? "provider-error" : "strange-answer",
  detail: `Twilio answered ${status}; the text may have been taken.`,
});

const refused = (verdict: TwilioVerdict, number: number, status: number, retryAfterMs: number | null): SendOutcome => {
  const code = twilioCodeWord(number);
  switch (verdict) {
    case "recipient":
      return { kind: "rejected", scope: "recipient", code, detail: `Twilio cannot text this number (${number}).` };
    case "message":
      return { kind: "rejected", scope: "message", code, detail: `Twilio refused this text (${number}).` };
    case "elsewhere":
      return { kind: "rejected", scope: "sender", code, detail: `This number cannot be reached from this sender (${number}).` };
    case "lane":
      return { kind: "broken-lane", code, problem: twilioProblem(number) };
    case "slow":
      return { kind: "deferred", scope: "lane", code, detail: `Twilio asked to try later (${number}).`, retryAfterMs };
    case "unclear":
      return unclear(status);
  }
};
