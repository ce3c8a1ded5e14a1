import { addressShared } from "./address-shared.ts";
import { afterDeadline } from "./after-deadline.ts";
import { bodyEmpty } from "./body-empty.ts";
import { cannotFit } from "./cannot-fit.ts";
import { changedSinceTest } from "./changed-since-test.ts";
import { channelNotConnected } from "./channel-not-connected.ts";
import { children } from "./children.ts";
import { costUnknown } from "./cost-unknown.ts";
import { countsDisagree } from "./counts-disagree.ts";
import { emailLong } from "./email-long.ts";
import { expiryPassed } from "./expiry-passed.ts";
import { fieldEmpty } from "./field-empty.ts";
import { fieldUnknown } from "./field-unknown.ts";
import { firstSend } from "./first-send.ts";
import { imageAlt } from "./image-alt.ts";
import { laneBroken } from "./lane-broken.ts";
import { leftOut } from "./left-out.ts";
import { linkDomain } from "./link-domain.ts";
import { linkMissing } from "./link-missing.ts";
import { noPlainText } from "./no-plain-text.ts";
import { nobody } from "./nobody.ts";
import { notAfter } from "./not-after.ts";
import { notRegistered } from "./not-registered.ts";
import { offlineNow } from "./offline-now.ts";
import { otherLanguage } from "./other-language.ts";
import { overCostLimit } from "./over-cost-limit.ts";
import { plusOneUnnamed } from "./plus-one-unnamed.ts";
import { quietHours, quietZonesGuessed } from "./quiet-hours.ts";
import { quotaNearlyUsed } from "./quota-nearly-used.ts";
import { replyTo } from "./reply-to.ts";
import { sameText } from "./same-text.ts";
import { smsUcs2 } from "./sms-ucs2.ts";
import { startTime } from "./start-time.ts";
import { takesLong } from "./takes-long.ts";
import { textMissing } from "./text-missing.ts";
import { textWrong } from "./text-wrong.ts";
import { tokenMissing } from "./token-missing.ts";
import type { Finding } from "#shared/api/campaigns.ts";
import type { Turns } from "../turns.ts";
import type { Finder, FindingSources } from "./finding.ts";

/** Every finding, one a file, in the order in which they are told; stops first. */
export const finders: readonly Finder[] = [
  countsDisagree,
  bodyEmpty,
  fieldUnknown,
  textWrong,
  linkMissing,
  textMissing,
  channelNotConnected,
  laneBroken,
  notRegistered,
  nobody,
  tokenMissing,
  overCostLimit,
  cannotFit,
  expiryPassed,
  startTime,
  quietHours,
  quietZonesGuessed,
  offlineNow,
  afterDeadline,
  notAfter,
  takesLong,
  leftOut,
  sameText,
  fieldEmpty,
  plusOneUnnamed,
  children,
  otherLanguage,
  addressShared,
  firstSend,
  changedSinceTest,
  linkDomain,
  smsUcs2,
  emailLong,
  imageAlt,
  noPlainText,
  replyTo,
  costUnknown,
  quotaNearlyUsed,
];

const gravestFirst: readonly Finding["grade"][] = ["stop", "decide", "note"];

/** What a person should know before sending, gravest first. Each finder may look at everybody, so there is a turn between them. */
export const findingsOf = async (sources: FindingSources, turns: Turns): Promise<Finding[]> => {
  const found: Finding[] = [];
  for (const find of finders) {
    found.push(...find(sources));
    await turns.next();
  }
  return found.toSorted((a, b) => gravestFirst.indexOf(a.grade) - gravestFirst.indexOf(b.grade));
};
