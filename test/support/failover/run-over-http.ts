import { createNodeHttp } from "#hub/ports/system/node-http.ts";
import { createSystemClock } from "#hub/ports/system/system-clock.ts";
import { createResendProvider } from "#hub/providers/resend/index.ts";
import { createSendgridProvider } from "#hub/providers/sendgrid/index.ts";
import { approvalOf, intentOf } from "../dispatch/approved.ts";
import { openDispatcher } from "../dispatch/open-dispatcher.ts";
import { loopbackResendKey, startResendServer } from "../providers/resend-server.ts";
import { loopbackSendgridKey, startSendgridServer } from "../providers/sendgrid-server.ts";

const messages = 120;
const rate = { perSecond: 20, burst: 4, concurrency: 8 };
/** So many have gone well when the first provider's server ends. */
const healthy = 20;
const from = "us@example.org";

export interface HttpFailoverResult {
  readonly nextAfterMs: number;
  /** Messages that both servers took. */
  readonly twice: number;
  readonly takenBySecond: number;
}

/** The same with Resend's and SendGrid's real clients, real sockets and the computer's own clock; the first server's port closes. */
export const runFailoverOverHttp = async (): Promise<HttpFailoverResult> => {
  const clock = createSystemClock();
  const http = createNodeHttp();
  const resend = await startResendServer({ domains: [{ name: "example.org", status: "verified" }], perSecond: rate.perSecond });
  const sendgrid = await startSendgridServer({ domains: ["example.org"] });
  const providers = [
    createResendProvider({ apiKey: loopbackResendKey, from, http, clock, baseUrl: resend.url, rate }),
    createSendgridProvider({ apiKey: loopbackSendgridKey, from, http, clock, baseUrl: sendgrid.url, rate }),
  ];
  const { dispatcher, ledger, book } = await openDispatcher({ clock, providers });
  const intents = Array.from({ length: messages }, (_, index) => intentOf(`g${index}`, clock.now(), { practice: false }));
  await ledger.approve(approvalOf(intents));
  const opened = new Promise<number>((resolve) => {
    dispatcher.onChange(() => {
      if (dispatcher.laneStates()[0]?.condition.kind === "resting") resolve(clock.monotonic());
    });
  });
  await dispatcher.start();
  await resend.received(healthy);
  await resend.stop();
  const openedAt = await opened;
  await sendgrid.received(1);
  const nextAfterMs = Math.round(clock.monotonic() - openedAt);
  await sendgrid.received(messages - healthy - rate.concurrency - rate.burst);
  await dispatcher.stop();
  await Promise.all(providers.map((provider) => provider.stop()));
  book.stop();
  await ledger.close();
  await sendgrid.stop();
  const bySecond = sendgrid.accepted().map(({ to }) => to);
  const byFirst = new Set(resend.accepted().map(({ to }) => to));
  return { nextAfterMs, twice: bySecond.filter((to) => byFirst.has(to)).length, takenBySecond: bySecond.length };
};
