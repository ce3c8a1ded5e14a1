import type { SmtpFault } from "./problems.ts";
import type { SmtpReply, SmtpStage } from "./result.ts";

/** What a refusal means. */
export type Refusal =
  /** The account or the server has enough: its lane rests. */
  | "rate-limited"
  | "quota-exceeded"
  | "server-busy"
  /** This message, again later. */
  | "later"
  | "recipient-later"
  | "mailbox-full-now"
  /** Never. */
  | "mailbox-full"
  | "recipient-unknown"
  | "recipient-refused"
  | "too-large"
  | "content-refused";

export type Verdict = Refusal | SmtpFault;

/** First the codes, then words where codes do not say enough: many servers give none beyond 550. */
const words = {
  tooLarge: /size|too (?:big|large|long)/iu,
  mailboxFull: /mailbox (?:is )?full|over quota|storage allocation/iu,
  quota:
    /maximum credits|max(?:imum)? (?:emails|messages)[\w ]* per (?:hour|day)|(?:daily|hourly|monthly|sending|submission|recipients?|messages?)[\w ]*(?:limit|quota)[\w ]*(?:exceeded|reached)|(?:exceeded|reached)[\w' ]*(?:daily|hourly|monthly|sending|submission|message)[\w ]*(?:limit|quota)/iu,
  rate: /rate.?limit|too many|throttl|too fast|slow down|concurrent connection/iu,
  sender: /sender (?:address )?(?:rejected|denied|not|verify failed)|send as (?:this|the)|not owned by/iu,
  relay:
    /relay(?:ing)?(?: access)? (?:denied|not permitted|prohibited|not allowed)|(?:unable|not permitted|do not|refused?) (?:to )?relay/iu,
  unknownRecipient:
    /(?:no such|unknown|unrouteable|invalid|nonexistent) (?:user|mailbox|recipient|address|account|local)|(?:user|mailbox|recipient|address|account)[\w @.<>-]*(?:unknown|not found|does not exist|doesn't exist|unavailable)/iu,
};

/** RFC 3463 and 7504: the guest's address is at fault. 5.1.7 and 5.1.8 blame the sender's, 5.1.90 (Microsoft) a daily limit. */
const unknownRecipient = /^5\.1\.(?:1|2|3|4|6|10)$/u;
/** The sender's address, or what speaks for it (SPF, DKIM, DMARC: RFC 7372; 5.7.60 is Microsoft's). */
const refusedSender = /^5\.(?:1\.[78]|7\.2[0-7]|7\.60)$/u;

interface Rule {
  readonly verdict: Verdict;
  readonly when: (reply: SmtpReply, stage: SmtpStage) => boolean;
}

const isForNow = ({ code }: SmtpReply): boolean => code < 500;
const isAboutAddress = ({ code }: SmtpReply): boolean => code === 550 || code === 551 || code === 553;
const isFull = ({ enhanced, text }: SmtpReply): boolean => /^[45]\.2\.2$/u.test(enhanced) || words.mailboxFull.test(text);

/**
 * The first that fits counts. Where a refusal could blame a guest's address, the message or the account, the milder reading
 * wins: no address is suppressed and no campaign refused on a guess.
 */
const rules: readonly Rule[] = [
  {
    verdict: "too-large",
    when: ({ code, enhanced, text }) => /^5\.(?:3\.4|2\.3)$/u.test(enhanced) || (code === 552 && words.tooLarge.test(text)),
  },
  { verdict: "mailbox-full-now", when: (reply) => isForNow(reply) && isFull(reply) },
  { verdict: "mailbox-full", when: isFull },
  { verdict: "quota-exceeded", when: ({ enhanced, text }) => /^[45]\.(?:4\.5|1\.90)$/u.test(enhanced) || words.quota.test(text) },
  { verdict: "rate-limited", when: (reply) => isForNow(reply) && words.rate.test(reply.text) },
  // 421: the server is about to hang up, whatever it was asked. 503: we are out of step; the next conversation is in step.
  { verdict: "server-busy", when: ({ code }) => code === 421 || code === 503 },
  { verdict: "login-refused", when: ({ code }) => code === 530 },
  // A greeting that refuses mostly minds the network that we are in, and that changes.
  { verdict: "server-busy", when: (_, stage) => stage === "connect" },
  {
    verdict: "server-busy",
    when: (reply, stage) => isForNow(reply) && (stage === "encryption" || stage === "login" || stage === "sender"),
  },
  { verdict: "encryption-not-offered", when: (_, stage) => stage === "encryption" },
  { verdict: "login-refused", when: (_, stage) => stage === "login" },
  { verdict: "server-busy", when: (reply) => isForNow(reply) && reply.enhanced.startsWith("4.3.") },
  { verdict: "recipient-later", when: (reply, stage) => isForNow(reply) && stage === "recipient" },
  { verdict: "later", when: isForNow },
  { verdict: "sender-refused", when: ({ enhanced, text }) => refusedSender.test(enhanced) || words.sender.test(text) },
  { verdict: "sender-refused", when: (_, stage) => stage === "sender" },
  { verdict: "content-refused", when: (_, stage) => stage !== "recipient" },
  { verdict: "recipient-unknown", when: (reply) => isAboutAddress(reply) && unknownRecipient.test(reply.enhanced) },
  { verdict: "relay-refused", when: ({ text }) => words.relay.test(text) },
  {
    verdict: "recipient-unknown",
    when: (reply) => isAboutAddress(reply) && reply.enhanced === "" && words.unknownRecipient.test(reply.text),
  },
];

/** What the server meant (providers.md 6.4). Pure. */
export const verdictOf = (stage: SmtpStage, reply: SmtpReply): Verdict =>
  rules.find(({ when }) => when(reply, stage))?.verdict ?? "recipient-refused";
