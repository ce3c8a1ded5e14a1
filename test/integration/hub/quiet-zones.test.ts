import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Run } from "#shared/api/campaigns.ts";
import { dailyHoursAt } from "#shared/time/zoned.ts";
import { approveReviewed, draftText, followRun, openHub } from "#test/hub/open-hub.ts";
import { loopbackTwilioSid, loopbackTwilioToken, startTwilioServer } from "#test/providers/twilio-server.ts";

/** Around the world, so that it is day in one and night in another whenever this runs. */
const places = [
  { zone: "Pacific/Honolulu", phone: "+18082345678" },
  { zone: "America/New_York", phone: "+12122345678" },
  { zone: "Europe/London", phone: "+447400123456" },
  { zone: "Asia/Dubai", phone: "+971501234567" },
  { zone: "Asia/Tokyo", phone: "+819012345678" },
  { zone: "Pacific/Auckland", phone: "+64211234567" },
];
const hours = { from: "09:00", to: "20:00" };
const minuteMs = 60_000;

/** Where it is day, or night, and stays so while this runs. */
const placeWhere = (isDay: boolean) => {
  const found = places.find(({ zone }) => {
    const { open, until } = dailyHoursAt(Date.now(), zone, hours);
    return open === isDay && until > Date.now() + 5 * minuteMs;
  });
  if (found === undefined) throw new Error("it is the same time of the day everywhere");
  return found;
};

it("a guest whose number is from where it is night gets no text; one by day does, and so does one who is known to be there", async () => {
  const [day, night] = [placeWhere(true), placeWhere(false)];
  const twilio = await startTwilioServer();
  const dataFolder = await mkdtemp(join(tmpdir(), "usher-quiet-zones-"));
  const limits = { quietHours: hours };
  const { client, close } = await openHub({ dataFolder, limits, providerOptions: { baseUrls: { twilio: twilio.url } } });
  try {
    const values = { accountSid: loopbackTwilioSid, authToken: loopbackTwilioToken, from: "+15550001111" };
    await client.settings.saveProvider({ provider: "twilio", values });
    const { id: weddingId } = await client.weddings.create({
      name: "Across the world",
      date: "2031-06-21",
      zone: day.zone,
      venueName: "",
      languages: ["en"],
      rsvpDeadline: null,
      practice: false,
    });
    const add = async (givenName: string, phone: string) =>
      await client.guests.add({ weddingId, givenName, familyName: "Test", householdId: null, email: "", phone });
    await add("Awake", day.phone);
    await add("Asleep", night.phone);
    const campaignId = await draftText(client, weddingId, "See you");
    const { review } = await approveReviewed(client, campaignId);
    expect(review.findings.find(({ code }) => code === "quiet-hours")).toMatchObject({ count: 1 });
    expect(review.findings.find(({ code }) => code === "quiet-zones-guessed")).toMatchObject({ count: 1 });
    await client.campaigns.startNow({ campaignId });
    await expect.poll(() => twilio.accepted().map(({ to }) => to), { timeout: 30_000 }).toEqual([day.phone]);
    // What is held until the morning says so.
    const isHeld = ({ waitingReasons }: Run): boolean =>
      waitingReasons.some(({ reason, count }) => reason === "quiet-hours" && count === 1);
    await followRun(client, campaignId, isHeld);
    expect(twilio.accepted()).toHaveLength(1);
  } finally {
    await close();
    await twilio.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
});
