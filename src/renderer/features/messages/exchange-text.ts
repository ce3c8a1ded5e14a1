import type { Exchange } from "#shared/api/exchanges.ts";
import { exactTime } from "../../ui/wedding-time.ts";

/** One masked exchange as plain text, the way it went over the wire. */
export const exchangeText = ({ at, request, response, ending, firstByteMs, totalMs }: Exchange, zone: string): string => {
  const first = firstByteMs === null ? "" : `first byte after ${firstByteMs} ms, `;
  const sent = request.headWasSent ? "request written" : "nothing was written";
  const answer = response === null ? `no answer: ${ending}` : `${response.status}`;
  return [
    `${exactTime(at, zone)} (${sent}; ${first}${totalMs} ms in all)`,
    `> ${request.method} ${request.target}`,
    ...headerLines(">", request.headers),
    ...bodyLines(request.body),
    `< ${answer}`,
    ...(response === null ? [] : [...headerLines("<", response.headers), ...bodyLines(response.body)]),
  ].join("\n");
};

const headerLines = (mark: string, headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).map(([name, value]) => `${mark} ${name}: ${value}`);

const bodyLines = (body: string): string[] => (body === "" ? [] : ["", body, ""]);
