import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openExchangeStore } from "#hub/delivery/exchange-store.ts";
import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import type { Provider, SendRequest } from "#hub/providers/contract.ts";
import { createExchanges } from "#hub/providers/exchanges.ts";
import { createResendProvider } from "#hub/providers/resend/index.ts";
import { createTwilioProvider } from "#hub/providers/twilio/index.ts";
import { silentLogger } from "#test/dispatch/open-dispatcher.ts";
import { requestOf } from "#test/providers/requests.ts";
import { loopbackResendKey, startResendServer, type ResendServer } from "#test/providers/resend-server.ts";
import { loopbackTwilioSid, loopbackTwilioToken, startTwilioServer, type TwilioServer } from "#test/providers/twilio-server.ts";

const clock = createSystemClock();
const text = "Canary text that only the guest may read";
let folder: string;
let resend: ResendServer;
let twilio: TwilioServer;
const stops: (() => unknown)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "usher-exchanges-"));
  resend = await startResendServer();
  twilio = await startTwilioServer();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await resend.stop();
  await twilio.stop();
  await rm(folder, { recursive: true, force: true });
});

const openStore = () => {
  const store = openExchangeStore(join(folder, "exchanges.sqlite"), clock, silentLogger);
  stops.push(() => store.stop());
  return store;
};
const open = () => {
  const store = openStore();
  const exchanges = createExchanges(clock, store.keep);
  const shared = { http: createNodeHttp(), clock, exchanges, from: "Léa & Omar <hello@wedding.usher.test>" };
  const email = exchanges.watch(createResendProvider({ ...shared, apiKey: loopbackResendKey, baseUrl: resend.url }));
  const sms = exchanges.watch(
    createTwilioProvider({
      ...shared,
      from: "+15005550100",
      accountSid: loopbackTwilioSid,
      authToken: loopbackTwilioToken,
      statusCallbackBase: "",
      baseUrl: twilio.url,
    }),
  );
  stops.push(
    () => email.stop(),
    () => sms.stop(),
  );
  return { store, email, sms };
};
const send = (provider: Provider, request: SendRequest) => provider.send(request, new AbortController().signal);

describe("what went over the wire", () => {
  it("is kept by attempt, with status, codes and times, and read again after a restart", async () => {
    const { store, email } = open();
    resend.failNext({
      do: "answer",
      status: 422,
      body: { statusCode: 422, name: "validation_error", message: "grandma@guests.usher.test" },
    });
    await send(email, requestOf("email", "grandma", { text }));
    const [kept] = store.of("attempt-grandma");
    expect(kept).toMatchObject({ request: { method: "POST", headWasSent: true }, response: { status: 422 }, ending: "" });
    expect(kept?.response?.body).toContain("validation_error");
    expect(kept?.totalMs).toBeGreaterThanOrEqual(kept?.firstByteMs ?? Number.NaN);
    store.stop();
    expect(openStore().of("attempt-grandma")).toEqual([kept]);
  });

  it("says when nothing was written at all", async () => {
    const { store, email } = open();
    await resend.stop();
    await send(email, requestOf("email", "nobody", { text }));
    expect(store.of("attempt-nobody")).toMatchObject([{ request: { headWasSent: false }, response: null, firstByteMs: null }]);
  });

  it("never holds a key, an address, a name or a text: every byte of the files is searched", async () => {
    const { store, email, sms } = open();
    await send(email, requestOf("email", "grandma", { text }));
    resend.failNext({ do: "answer", status: 400, body: { name: "Grandma", message: text, code: "grandma@guests.usher.test" } });
    await send(email, requestOf("email", "grandma", { text }));
    await send(sms, requestOf("sms", "grandma", { to: "+15005550006", text }));
    expect(store.of("attempt-grandma")).toHaveLength(3);
    store.stop();
    const bytes = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "latin1")));
    const secrets = [
      loopbackResendKey,
      loopbackTwilioSid,
      loopbackTwilioToken,
      "guests.usher.test",
      "5005550006",
      "5005550100",
      "Canary",
      "Grandma",
    ];
    const encoded = secrets.flatMap((one) => [one, encodeURIComponent(one), Buffer.from(one).toString("base64").replace(/=+$/u, "")]);
    expect(encoded.filter((one) => bytes.some((file) => file.includes(one)))).toEqual([]);
    expect(bytes.join("").length).toBeGreaterThan(1_000);
  });

  it("costs nothing but the view when its file cannot be opened", async () => {
    await writeFile(join(folder, "exchanges.sqlite"), "this is no database".repeat(100));
    const { store, email } = open();
    expect(await send(email, requestOf("email", "grandma", { text }))).toMatchObject({ kind: "accepted" });
    expect(store.of("attempt-grandma")).toEqual([]);
  });
});
