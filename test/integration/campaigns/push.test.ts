import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decisionsIn } from "#shared/api/campaigns.ts";
import { apnsRefusal, loopbackApns, startApnsServer, type ApnsServer } from "#test/providers/apns-server.ts";
import { fcmRefusal, loopbackServiceAccount, startFcmServer, type FcmServer } from "#test/providers/fcm-server.ts";
import { deviceOf } from "#test/providers/requests.ts";
import { everyone, followRun, openHub, type OpenedHub } from "#test/hub/open-hub.ts";

let opened: OpenedHub;
let fcm: FcmServer;
let apns: ApnsServer;
beforeEach(async () => {
  [fcm, apns] = await Promise.all([startFcmServer(), startApnsServer()]);
  opened = await openHub({
    limits: { quietHours: null, quietHoursPractice: null },
    providerOptions: {
      practice: { speed: 50, rejectedShare: 0, returnedShare: 0, answerLostShare: 0, requestLostShare: 0 },
      baseUrls: { fcm: fcm.url, apns: apns.url },
      pushUrls: { fcmToken: fcm.tokenUrl, apnsSandbox: apns.url },
    },
  });
});
afterEach(async () => {
  await opened.close();
  await Promise.all([fcm.stop(), apns.stop()]);
});

const tokenOf = (service: "fcm" | "apns", name: string): string => deviceOf(service, name).slice(service.length + 1);
const register = (weddingId: string, guestId: string, service: "fcm" | "apns", name: string) =>
  opened.client.guests.registerDevice({ weddingId, guestId, service, token: tokenOf(service, name), replaces: null });

/** A push-only campaign to everybody, with words of its own. */
const pushCampaign = async (weddingId: string, slot: string): Promise<string> => {
  const { client } = opened;
  const { campaignId } = await client.campaigns.create({ weddingId, name: "Bus", slot, audience: { kind: "view", view: everyone } });
  const { campaign, template } = await client.campaigns.get({ campaignId });
  const languages = [...new Set(template.texts.map(({ language }) => language))];
  await client.campaigns.save({
    campaignId,
    readAt: campaign.updatedAt,
    campaign: { channelPlan: ["push"], onePer: "person" },
    texts: languages.map((language) => ({
      channel: "push",
      language,
      title: "{{ couple.names }}",
      body: "{{ guest.first_name }}, the bus leaves now.",
      link: "https://bus.example/",
    })),
  });
  return campaignId;
};

const send = async (campaignId: string) => {
  const { client } = opened;
  const review = await client.campaigns.review({ campaignId });
  await client.campaigns.approve({
    campaignId,
    reviewHash: review.reviewHash,
    sawExcluded: true,
    decided: decisionsIn(review),
    typedNumber: review.recipients,
  });
  await client.campaigns.startNow({ campaignId });
  const run = (await followRun(client, campaignId)).at(-1);
  return { review, tally: run?.tally, messageIds: (run?.stream ?? []).map(({ messageId }) => messageId) };
};

const guestCalled = async (weddingId: string, givenName: string): Promise<string> =>
  (await opened.client.guests.add({ weddingId, givenName, familyName: "Test", householdId: null, email: "", phone: "" })).guestId;

const realWedding = async (): Promise<string> => {
  const { client } = opened;
  const { id: weddingId } = await client.weddings.create({
    name: "Léa & Omar",
    date: "2027-06-12",
    zone: "UTC",
    venueName: "",
    languages: ["en"],
    rsvpDeadline: null,
    practice: false,
  });
  await client.settings.saveProvider({ provider: "fcm", values: { serviceAccount: loopbackServiceAccount } });
  const { key, keyId, teamId, bundleId } = loopbackApns;
  await client.settings.saveProvider({ provider: "apns", values: { key, keyId, teamId, bundleId } });
  return weddingId;
};

/** The list of guests as the screen gets it. */
const guestList = async (weddingId: string): Promise<string> => {
  for await (const frame of await opened.client.guests.window({ weddingId, view: everyone, offset: 0, limit: 50 }))
    return JSON.stringify(frame);
  return "";
};
const [pushOk, pushGone] = ['{"channel":"push","state":"ok"}', '{"channel":"push","state":"bounced"}'] as const;

describe("a campaign by push", { timeout: 60_000 }, () => {
  it("reaches each guest's device by its own service, in the guest's words", async () => {
    const weddingId = await realWedding();
    const [lea, omar] = [await guestCalled(weddingId, "Lea"), await guestCalled(weddingId, "Omar")];
    await guestCalled(weddingId, "Without");
    await register(weddingId, lea, "fcm", "lea");
    await register(weddingId, omar, "apns", "omar");
    const { review, tally } = await send(await pushCampaign(weddingId, "bus"));
    expect(review).toMatchObject({ recipients: 2, byChannel: [{ channel: "push", count: 2 }] });
    expect(review.excluded).toHaveLength(1);
    expect(tally).toMatchObject({ accepted: 2 });
    expect(fcm.accepted().map(({ message }) => message.notification?.["body"])).toEqual(["Lea, the bus leaves now."]);
    expect(apns.accepted().map(({ body }) => JSON.parse(body))).toMatchObject([
      { aps: { alert: { body: "Omar, the bus leaves now." } }, link: "https://bus.example/" },
    ]);
  });

  it("writes no second time to a device that its service called gone, until it registers again", async () => {
    const weddingId = await realWedding();
    const [lea, omar] = [await guestCalled(weddingId, "Lea"), await guestCalled(weddingId, "Omar")];
    await register(weddingId, lea, "fcm", "lea");
    await register(weddingId, omar, "apns", "omar");
    fcm.setDevice(tokenOf("fcm", "lea"), fcmRefusal(404, "NOT_FOUND", "UNREGISTERED"));
    apns.setDevice(tokenOf("apns", "omar"), String((apnsRefusal("Unregistered").body as { reason: string }).reason));
    expect((await send(await pushCampaign(weddingId, "bus"))).tally).toMatchObject({ accepted: 0 });
    const calls = fcm.requests().length + apns.requests().length;
    const second = await pushCampaign(weddingId, "bus-two");
    const review = await opened.client.campaigns.review({ campaignId: second });
    expect(review.recipients).toBe(0);
    expect(review.excluded.map(({ code }) => code)).toEqual(["bounced", "bounced"]);
    expect(await guestList(weddingId)).not.toContain(pushOk);
    await register(weddingId, lea, "fcm", "lea");
    expect((await opened.client.campaigns.review({ campaignId: second })).recipients).toBe(1);
    expect(fcm.requests().length + apns.requests().length).toBe(calls);
    expect(await guestList(weddingId)).toContain(pushOk);
    expect(await guestList(weddingId)).toContain(pushGone);
  });

  it("goes on to the guest's next channel when the device is gone", async () => {
    const { client } = opened;
    const { weddingId } = await client.weddings.openSample();
    const guestIds = (await client.guests.ids({ weddingId, view: everyone })).slice(0, 3);
    for (const guestId of guestIds)
      await client.guests.registerDevice({ weddingId, guestId, service: "fcm", token: `practice-reject-${guestId}`, replaces: null });
    const { campaignId } = await client.campaigns.create({ weddingId, name: "Bus", slot: "bus", audience: { kind: "guests", guestIds } });
    const { campaign, template } = await client.campaigns.get({ campaignId });
    const languages = [...new Set(template.texts.map(({ language }) => language))];
    const pushes = languages.map((language) => ({ channel: "push" as const, language, title: "Bus", body: "It leaves.", link: "" }));
    await client.campaigns.save({
      campaignId,
      readAt: campaign.updatedAt,
      campaign: { channelPlan: ["push", "email", "sms"], onePer: "person" },
      texts: [...template.texts, ...pushes],
    });
    const { tally, messageIds } = await send(campaignId);
    expect(messageIds.length).toBeGreaterThan(0);
    expect(tally).toMatchObject({ approved: 3, accepted: 3 });
    for (const messageId of messageIds) {
      for await (const story of await client.messages.timeline({ messageId })) {
        expect(JSON.stringify(story)).toMatch(/practice pushes.*does not take pushes any more.*practice (?:email|text messages)/u);
        break;
      }
    }
  });

  it("can be rehearsed without any service", async () => {
    const { weddingId } = await opened.client.weddings.openSample();
    const guestIds = (await opened.client.guests.ids({ weddingId, view: everyone })).slice(0, 3);
    for (const guestId of guestIds) await register(weddingId, guestId, "fcm", `sample-${guestId}`);
    const { review, tally } = await send(await pushCampaign(weddingId, "bus"));
    expect(review.recipients).toBe(3);
    expect(tally).toMatchObject({ accepted: 3 });
    expect(fcm.requests()).toEqual([]);
  });
});
