/** Every limit of the dispatcher, with its unit and its reason. Tests shorten them; people cannot. */
export interface DispatchLimits {
  /** Local hours between which guests may be written to; null switches the gate off. */
  readonly quietHours: { readonly from: string; readonly to: string } | null;
  /** Practice weddings rehearse honestly with the same hours unless the composer says null. */
  readonly quietHoursPractice: { readonly from: string; readonly to: string } | null;
  /** One claim, one journal commit. */
  readonly claimBatchSize: number;
  /** Longest that one provider call may take before it counts as unknown. */
  readonly callTimeoutMs: number;
  /** How long an aborted call may still take to answer for itself. */
  readonly abortGraceMs: number;
  /** How long `stop` waits for running sends. */
  readonly stopGraceMs: number;
  readonly retryDelayMsBase: number;
  readonly retryDelayMsMax: number;
  /** Definite failures of one message before it may be given up... */
  readonly triesMin: number;
  /** ...but not before this long after its first try: an afternoon without Wi-Fi is no reason to give up. */
  readonly giveUpAfterMs: number;
  /** Keys are trusted this long after their first use, at most one hour less than the provider's own `keyLifeMs`. */
  readonly keyTrustMs: number;
  /** First look-up of an unknown message, after the attempt started. */
  readonly lookUpAfterMs: number;
  /** Distance of two look-ups. */
  readonly lookUpEveryMs: number;
  /** Look-ups without a find before a person is asked. */
  readonly lookUpsMax: number;
  /** How long late facts may settle an unknown message that cannot be looked up. */
  readonly heldAfterMs: number;
  /** Failures in a row that rest a lane. */
  readonly laneFailuresMax: number;
  /** A lane that has failed, or left its calls unanswered, for this long rests even before that many failures. */
  readonly laneFailingMsMax: number;
  readonly laneRestMsBase: number;
  readonly laneRestMsMax: number;
  /** After waking from sleep the network flaps. */
  readonly resumeQuietMs: number;
  /** Timers are hints: what is due is looked for at least this often. */
  readonly tickMsMax: number;
  /** What should have left this long ago, and could not since the computer slept, was off or offline, is not sent unasked. */
  readonly lateAfterMs: number;
  /** A wall clock that moved this much more or less than the steady one has jumped. */
  readonly clockJumpMs: number;
  /** Beyond this, nothing scheduled starts and nothing expires. */
  readonly clockSkewMsMax: number;
  /** After a jump ahead nothing expires for this long: a clock that was set wrong is usually set right within minutes. */
  readonly clockSettleMs: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

export const defaultDispatchLimits: DispatchLimits = {
  // Inside the US federal hours (8-21) and the strictest state's end (20) (reliability.md 1.7).
  quietHours: { from: "09:00", to: "20:00" },
  quietHoursPractice: { from: "09:00", to: "20:00" },
  // Small enough that a lost laptop leaves few doubts, big enough that one fsync serves many.
  claimBatchSize: 64,
  callTimeoutMs: 30 * second,
  abortGraceMs: 2 * second,
  stopGraceMs: 8 * second,
  // reliability.md 1.7: base 2 s, cap 15 min, 8 definite failures, within 24 h.
  retryDelayMsBase: 2 * second,
  retryDelayMsMax: 15 * minute,
  triesMin: 8,
  giveUpAfterMs: 24 * hour,
  keyTrustMs: 23 * hour,
  // Twilio: a callback or the message list shows it within 30-60 s (providers.md 3.2).
  lookUpAfterMs: 60 * second,
  lookUpEveryMs: 15 * minute,
  lookUpsMax: 2,
  heldAfterMs: 15 * minute,
  laneFailuresMax: 5,
  // Providers answer within a second or two; the first failure of a lane with one place at a time may be 30 s away.
  laneFailingMsMax: 10 * second,
  laneRestMsBase: 5 * second,
  laneRestMsMax: 5 * minute,
  resumeQuietMs: 10 * second,
  tickMsMax: 30 * second,
  // An hour later most messages still make sense, and a nap of the laptop is no news.
  lateAfterMs: hour,
  clockJumpMs: 2 * second,
  clockSkewMsMax: 5 * minute,
  clockSettleMs: 10 * minute,
};
