/** The three choices about a message of which nobody knows whether it went out. */
export type Decision = "arrived" | "send-again" | "skip";

export const decisions: readonly Decision[] = ["arrived", "send-again", "skip"];

export const decisionWords: Readonly<Record<Decision, string>> = { arrived: "It arrived", "send-again": "Send again", skip: "Skip" };

/** What follows from a choice about one message. */
export const consequenceOne: Readonly<Record<Decision, string>> = {
  arrived: "It counts as sent. It is never sent again; if it did not arrive, the guest hears nothing.",
  "send-again": "It goes out once more. If the first one arrived after all, the guest gets it twice.",
  skip: "It ends as cancelled and nothing more is sent. If it did not arrive, the guest hears nothing.",
};

const counted = (count: number): string => (count === 1 ? "1 message" : `${count.toLocaleString()} messages`);

/** The same about many, before it is confirmed. */
export const consequenceMany = (decision: Decision, count: number): string => {
  switch (decision) {
    case "arrived":
      return `${counted(count)} will count as sent and never be sent again. Whoever did not get it hears nothing.`;
    case "send-again":
      return `${counted(count)} will go out once more, at once. Whoever got the first one after all gets it twice.`;
    case "skip":
      return `${counted(count)} will end as cancelled. Whoever did not get it hears nothing.`;
  }
};

/** Above this many second copies, the number itself has to be typed. */
const typedAbove = 1;

/** Whether pressing a button is enough, for the harm that a slip would do: a second copy cannot be called back. */
export const confirmationFor = (decision: Decision, count: number): "none" | "button" | "typed" => {
  if (decision === "send-again") return count > typedAbove ? "typed" : "button";
  return count > 1 ? "button" : "none";
};

/** `2 h 5 min`, `3 days`: how old the doubt is. */
export const ageWords = (ms: number): string => {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
};
