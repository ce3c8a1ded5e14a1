import { join } from "node:path";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import type { UsherClient } from "#shared/api/contract.ts";
import { approveReviewed, everyone, followRun, openHub } from "#test/hub/open-hub.ts";
import { loopbackResendKey, startResendServer } from "#test/providers/resend-server.ts";
import { spoilRows } from "#test/store/spoil-rows.ts";

const blocked = "ann@guests.usher.test";

const damagedRowsOf = async (client: UsherClient): Promise<number> => {
  for await (const { damagedRows } of await client.app.status()) return damagedRows;
  return -1;
};

it(
  "an address that was blocked by hand gets nothing though its block cannot be read; that is told, over restarts, until it is lifted",
  { timeout: 60_000 },
  async () => {
    const resend = await startResendServer({ perSecond: 50 });
    const dataFolder = await mkdtemp(join(tmpdir(), "usher-damaged-block-"));
    const open = async () => {
      const opened = await openHub({ dataFolder, limits: { quietHours: null }, providerOptions: { baseUrls: { resend: resend.url } } });
      const values = { apiKey: loopbackResendKey, from: "Lea <lea@wedding.usher.test>" };
      await opened.client.settings.saveProvider({ provider: "resend", values });
      return opened;
    };
    try {
      const first = await open();
      const { id: weddingId } = await first.client.weddings.create({
        name: "Damaged",
        date: "2031-06-21",
        zone: "UTC",
        venueName: "",
        languages: ["en"],
        rsvpDeadline: null,
        practice: false,
      });
      for (const email of [blocked, "bob@guests.usher.test"])
        await first.client.guests.add({ weddingId, givenName: email, familyName: "Test", householdId: null, email, phone: "" });
      const audience = { kind: "view" as const, view: everyone };
      const { campaignId } = await first.client.campaigns.create({ weddingId, name: "Test", slot: "save-the-date", audience });
      await approveReviewed(first.client, campaignId);
      await first.client.suppressions.add({ weddingId, channel: "email", address: blocked });
      await first.hub.stop();
      expect(spoilRows(join(dataFolder, "store.sqlite"), "suppressions")).toBe(1);

      const second = await open();
      await second.client.campaigns.startNow({ campaignId });
      const run = (await followRun(second.client, campaignId)).at(-1);
      expect(run?.tally).toMatchObject({ accepted: 1, suppressed: 1 });
      expect(
        resend
          .accepted()
          .map(({ to }) => to)
          .flat(),
      ).toEqual(["bob@guests.usher.test"]);
      expect(await damagedRowsOf(second.client)).toBe(1);
      await second.hub.stop();

      const third = await open();
      expect(await damagedRowsOf(third.client)).toBe(1);
      const next = await third.client.campaigns.create({ weddingId, name: "Next", slot: "details", audience });
      const excluded = await third.client.campaigns.review({ campaignId: next.campaignId });
      expect([excluded.recipients, excluded.excluded.map(({ code }) => code)]).toEqual([1, ["opted-out"]]);
      // Blocked anew it is a block like any other, and can be lifted.
      const { id: suppressionId } = await third.client.suppressions.add({ weddingId, channel: "email", address: blocked });
      await third.client.suppressions.lift({ suppressionId, seenEvidenceCount: 0, why: "Ann asked us on the phone to write again." });
      expect(await damagedRowsOf(third.client)).toBe(0);
      expect((await third.client.campaigns.review({ campaignId: next.campaignId })).recipients).toBe(2);
      await third.close();
    } finally {
      await resend.stop();
      await rm(dataFolder, { recursive: true, force: true });
    }
  },
);
