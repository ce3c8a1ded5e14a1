import { describe, expect, it } from "vitest";
import { connectableProviderSchema, type ConnectableProvider } from "#shared/api/settings.ts";
import { countryRuleOf, figuresOf, noFigures, priceOf, profileOf, type Figures } from "./index.ts";

const account = (
  provider: ConnectableProvider,
  values: Readonly<Record<string, string>> = {},
  typed: Figures["typed"] = {},
  id: ConnectableProvider | `${ConnectableProvider}#${number}` = provider,
) => ({ id, provider, values, figures: Object.keys(typed).length === 0 ? noFigures : { typed, savedOn: "2026-11-20" } });

const usNumber = { from: "+12025550123" };

describe("the profile of an account", () => {
  it("says of each figure when and where somebody looked", () => {
    for (const provider of connectableProviderSchema.options) {
      for (const { checkedOn, source, help } of figuresOf(account(provider, usNumber))) {
        expect(Date.parse(checkedOn)).toBeGreaterThan(Date.parse("2026-01-01"));
        expect(source.length).toBeGreaterThan(10);
        expect(help).toMatch(/\.$/u);
      }
    }
  });

  it("begins with the smallest plan, whose limits harm nobody", () => {
    const { plan, quotas, rate } = profileOf(account("resend"));
    expect([plan.id, rate.perSecond]).toEqual(["free", 2]);
    expect(quotas.map(({ id, limit, window }) => [id, limit, window.kind])).toEqual([
      ["resend:day", 100, "rolling"],
      ["resend:month", 3_000, "utc-month"],
    ]);
  });

  it("counts what the planner says in place of it, each account for itself", () => {
    const { plan, quotas, rate, isOwnPace } = profileOf(
      account("resend", {}, { plan: "paid", "quota.month": "50000", perSecond: "0.5" }, "resend#2"),
    );
    expect(plan.id).toBe("paid");
    expect(quotas.map(({ id, limit }) => [id, limit])).toEqual([["resend#2:month", 50_000]]);
    expect([rate.perSecond, rate.burst, isOwnPace]).toEqual([0.5, 1, true]);
  });

  it("counts nothing where the planner says that there is no limit", () => {
    expect(profileOf(account("resend", {}, { "quota.day": "" })).quotas.map(({ id }) => id)).toEqual(["resend:month"]);
  });

  it("knows a mail server that has a limit of its own by its name", () => {
    expect(profileOf(account("smtp", { host: "SMTP.gmail.com" })).quotas).toMatchObject([{ id: "smtp:day", limit: 500 }]);
    expect(profileOf(account("smtp", { host: "mail.example.com" })).quotas).toEqual([]);
  });

  it("lets accounts of one domain share a limit, whoever sends", () => {
    const idsOf = (provider: ConnectableProvider, from: string) =>
      profileOf(account(provider, { from }, { domainPerDay: "400", plan: provider === "resend" ? "paid" : "" })).quotas.map(({ id }) => id);
    expect(idsOf("resend", "Léa <hello@Wedding.example>")).toEqual(["domain:wedding.example"]);
    expect(idsOf("smtp", "planner@wedding.example")).toEqual(["domain:wedding.example"]);
  });

  it("lets accounts of one US brand share what T-Mobile allows it, and counts in parts", () => {
    const quotaOf = (id: "twilio" | "twilio#2", brand: string, from = usNumber.from) =>
      profileOf(account("twilio", { from }, brand === "" ? {} : { brand }, id)).quotas;
    expect(quotaOf("twilio", "")).toMatchObject([{ id: "twilio:brand", limit: 2_000, unit: "segment" }]);
    expect(quotaOf("twilio", "Studio")[0]?.id).toBe("brand:studio");
    expect(quotaOf("twilio#2", "studio ")[0]?.id).toBe("brand:studio");
    for (const from of ["+442071838750", "LeaOmar", "+18005550199", `MG${"a1".repeat(16)}`])
      expect(quotaOf("twilio", "", from)).toEqual([]);
  });

  it.each([
    ["+12025550123", "long-code", 1],
    ["+442071838750", "long-code", 1],
    ["+18335550199", "toll-free", 3],
    ["12345", "short-code", 100],
    ["Lea Omar", "alphanumeric", 10],
    [`MG${"a1".repeat(16)}`, "messaging-service", 10],
  ])("knows %s as %s and its pace", (from, kind, perSecond) => {
    const { sender, rate } = profileOf(account("twilio", { from }));
    expect([sender?.kind, rate.perSecond]).toEqual([kind, perSecond]);
  });

  it("tells what a message costs at most, and nothing that nobody knows", () => {
    const texts = profileOf(account("twilio", usNumber, { segmentPrices: "US 0.0083, gb 0.04" }));
    expect(priceOf(texts, "us", 2)).toEqual({ amountMicros: 16_600, currency: "USD" });
    expect(priceOf(texts, "GB", 1)).toEqual({ amountMicros: 40_000, currency: "USD" });
    for (const country of ["DE", "", "constructor", null]) expect(priceOf(texts, country, 1)).toBeNull();
    expect(priceOf(profileOf(account("twilio", { ...usNumber, sendsBy: "whatsapp" })), "US", 1)).toBeNull();
    expect(priceOf(profileOf(account("resend")), null, 1)).toEqual({ amountMicros: 0, currency: "USD" });
    expect(priceOf(profileOf(account("resend", {}, { plan: "paid" })), null, 1)).toBeNull();
    expect(priceOf(profileOf(account("sendgrid", {}, { plan: "essentials" })), null, 1)).toEqual({ amountMicros: 1_300, currency: "USD" });
    expect(priceOf(profileOf(account("fcm")), null, 1)).toEqual({ amountMicros: 0, currency: "USD" });
  });

  it("is as old as its oldest figure", () => {
    expect(profileOf(account("twilio", usNumber)).checkedOn).toBe("2026-05-04");
    expect(profileOf(account("twilio", usNumber, { segmentPrices: "US 0.009" })).checkedOn).toBe("2026-11-20");
  });
});

describe("what a profile says about a country", () => {
  const profile = { provider: "twilio" as const, registered: ["SG"] };

  it.each([
    ["alphanumeric", "US", "sender-not-allowed"],
    ["alphanumeric", "ca", "sender-not-allowed"],
    ["alphanumeric", "AU", "sender-not-registered"],
    ["long-code", "US", "sender-not-registered"],
    ["toll-free", "CA", "sender-not-registered"],
    ["messaging-service", "US", "sender-not-registered"],
  ] as const)("refuses %s to %s", (sender, country, code) => {
    const verdict = countryRuleOf(profile, sender, country);
    expect(verdict).toMatchObject({ kind: "refused", code });
    if (verdict.kind === "refused") expect(verdict.nextStep).toMatch(/\.$/u);
  });

  it.each([
    ["alphanumeric", "FR", false],
    ["alphanumeric", "SG", false],
    ["alphanumeric", "constructor", false],
    ["long-code", "GB", true],
    ["whatsapp", "US", true],
  ] as const)("allows %s to %s", (sender, country, twoWay) =>
    expect(countryRuleOf(profile, sender, country)).toMatchObject({ kind: "allowed", twoWay }),
  );

  it("allows a registered sender", () => {
    expect(countryRuleOf({ provider: "twilio", registered: ["US"] }, "long-code", "us")).toMatchObject({ kind: "allowed" });
  });
});
