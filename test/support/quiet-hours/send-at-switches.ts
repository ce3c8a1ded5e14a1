import { createVirtualClock } from "../clock/virtual-clock.ts";
import { seededRandom } from "../dispatch/open-dispatcher.ts";
import { rehearse } from "../dispatch/rehearsal.ts";
import { scriptedProvider } from "../dispatch/scripted-provider.ts";
import { wallClockOf } from "./wall-clock.ts";
import { zonesByBehaviour } from "./zones.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const quietHours = { from: "09:00", to: "20:00" };
const opensMinute = 9 * 60;
const closesMinute = 20 * 60;
/** Nights in which many clocks are changed: America, Europe, Australia with Lord Howe and New Zealand, Chile; and one in which none is. */
const nights = [
  "2027-03-14",
  "2027-03-28",
  "2027-04-04",
  "2027-09-05",
  "2027-09-26",
  "2027-10-03",
  "2027-10-31",
  "2027-11-07",
  "2027-06-12",
];
/** A message may leave this long after its opening: lanes have a rate. */
const lateMsMax = minuteMs;

export interface SendFigures {
  readonly sent: number;
  readonly breaches: number;
  /** Not sent at the first opening, or not at all. */
  readonly lostSlots: number;
}

/** The production dispatcher on virtual time: one message to every zone, due at any time of such a night or day; when do they leave? */
export const sendAtSwitches = async (nightsMax = nights.length): Promise<SendFigures> => {
  const figures = { sent: 0, breaches: 0, lostSlots: 0 };
  const zones = [...zonesByBehaviour().values()].flat();
  for (const [index, night] of nights.slice(0, nightsMax).entries()) {
    const random = seededRandom(index + 1);
    const clock = createVirtualClock(Date.parse(`${night}T00:00:00Z`) - 14 * hourMs);
    const provider = scriptedProvider("practice-email");
    const sentAt = new Map<string, number>();
    const watched: typeof provider = {
      ...provider,
      send: (request, signal) => {
        sentAt.set(request.messageId, clock.now());
        return provider.send(request, signal);
      },
    };
    const messages = zones.map((quietZone) => ({ quietZone, notBefore: clock.now() + Math.floor(random.next() * 36 * 60) * minuteMs }));
    const run = await rehearse({ clock, providers: [watched], messages, limits: { quietHoursPractice: quietHours } });
    await clock.advance(60 * hourMs);
    await run.done(run.dispatcher.stop());
    await run.done(run.ledger.close());
    for (const { messageId, quietZone, notBefore } of run.intents) {
      const wall = wallClockOf(quietZone);
      const isOpen = (instant: number): boolean => {
        const minute = wall.minuteAt(instant) % (24 * 60);
        return minute >= opensMinute && minute < closesMinute;
      };
      let opening = notBefore;
      while (!isOpen(opening)) opening += minuteMs;
      const at = sentAt.get(messageId);
      if (at !== undefined) figures.sent += 1;
      if (at !== undefined && !isOpen(at)) figures.breaches += 1;
      if (at === undefined || at < opening || at > opening + lateMsMax) figures.lostSlots += 1;
    }
  }
  return figures;
};
