import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskHeaders, maskRequestBody, maskResponseBody, maskTarget } from "./mask-exchange.ts";

const json = "application/json";

describe("what is kept of an exchange", () => {
  it("is where it went, without the ids and tokens on the way", () => {
    expect(maskTarget("https://api.twilio.com/2010-04-01/Accounts/AC0123456789abcdef/Messages.json?To=%2B4917100000")).toBe(
      "api.twilio.com/2010-04-01/Accounts/‹18›/Messages.json?To=‹11›",
    );
    expect(maskTarget("https://api.push.apple.com/3/device/00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0")).toBe(
      "api.push.apple.com/3/device/‹64›",
    );
  });

  it("is the shape of a request and of its answer, with codes that the request did not hold", () => {
    const request = JSON.stringify({ to: ["laila@example.com"], subject: "Léa & Omar", name: "Laila", attempts: 3 });
    expect(JSON.parse(maskRequestBody(request, json))).toEqual({ to: ["‹17›"], subject: "‹10›", name: "‹5›", attempts: 3 });
    const answer = JSON.stringify({ name: "validation_error", message: "laila@example.com is invalid", status: "Laila", statusCode: 422 });
    expect(JSON.parse(maskResponseBody(answer, request))).toEqual({
      name: "validation_error",
      message: "‹28›",
      status: "‹5›",
      statusCode: 422,
    });
  });

  it("is headers by name, and the value only of those that say nothing about anybody", () => {
    expect(
      maskHeaders([
        ["Authorization", "Bearer re_canary"],
        ["Content-Type", json],
        ["X-Odd", "who knows"],
      ]),
    ).toEqual({
      authorization: "‹16›",
      "content-type": json,
      "x-odd": "‹9›",
    });
  });

  it("never holds a canary, wherever it stood", () => {
    const canary = "Canary7Secret";
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom("name", "code", "status", "text", "to"), (rest, field) => {
        const body = JSON.stringify({ [field]: `x ${canary}`, list: [canary, { [canary]: canary }], rest });
        const form = new URLSearchParams({ Body: canary, [canary]: "1" }).toString();
        const kept = [
          maskRequestBody(body, json),
          maskRequestBody(form, "application/x-www-form-urlencoded"),
          maskRequestBody(canary, json),
          maskResponseBody(body, body),
          maskResponseBody(JSON.stringify({ [field]: canary }), body),
          maskTarget(`https://example.com/v1/${canary}?to=${canary}`),
          JSON.stringify(maskHeaders([["authorization", canary]])),
        ];
        // A name of a field is kept when it could be one; providers' bodies have no fields named after people.
        expect(kept.join("\n").replaceAll(`"${canary}":`, "").replaceAll(`${canary}=`, "")).not.toContain(canary);
      }),
      { numRuns: 300 },
    );
  });
});
