import { describe, expect, it } from "vitest";
import { messageViewSchema } from "#shared/domain/message-view.ts";
import { messagesPath, plainView, queryOfView, viewOfQuery } from "./view-url.ts";

const view = messageViewSchema.parse({
  group: "problem",
  campaignId: "c1",
  channel: "sms",
  provider: "twilio#2",
  code: "number=wrong&odd",
  since: "week",
  search: "O’Neill & søn",
});

describe("the address of a view of the deliveries", () => {
  it("comes back as it was", () => {
    expect(viewOfQuery(new URLSearchParams(queryOfView(view).toString()))).toEqual(view);
  });
  it("is short for the plain list, and carries an open message", () => {
    expect(messagesPath(plainView)).toBe("/deliveries");
    expect(messagesPath({ ...plainView, group: "held" }, "m1")).toBe("/deliveries?group=held&message=m1");
  });
  it("leaves out what it cannot read", () => {
    expect(viewOfQuery(new URLSearchParams("group=nonsense&channel=fax&since=soon&provider=nobody&q=Ana"))).toEqual({
      ...plainView,
      search: "Ana",
    });
  });
});
