import { describe, expect, it } from "vitest";
import { createStreamSlots } from "./stream-slots.ts";

const never = new AbortController().signal;

describe("the slots of a session", () => {
  it("go to whoever waited longest", async () => {
    const slots = createStreamSlots(1);
    const release = await slots.take(never);
    const served: string[] = [];
    const second = slots.take(never).then((free) => (served.push("second"), free));
    const third = slots.take(never).then((free) => (served.push("third"), free));
    release?.();
    (await second)?.();
    await third;
    expect(served).toEqual(["second", "third"]);
  });

  it("count a release once, however often it is called", async () => {
    const slots = createStreamSlots(1);
    const release = await slots.take(never);
    release?.();
    release?.();
    expect(await slots.take(never)).toBeDefined();
    const waiting = slots.take(AbortSignal.timeout(20));
    expect(await waiting).toBeUndefined();
  });

  it("grow with what the other side allows, and shrink without ending anybody", async () => {
    const slots = createStreamSlots(1);
    const first = await slots.take(never);
    const second = slots.take(never);
    slots.allow(2);
    const release = await second;
    slots.allow(1);
    const third = slots.take(never);
    release?.();
    first?.();
    expect(await third).toBeDefined();
  });

  it("are left by whoever gives up, and given to the next", async () => {
    const slots = createStreamSlots(1);
    const release = await slots.take(never);
    const hurry = new AbortController();
    const leaving = slots.take(hurry.signal);
    const next = slots.take(never);
    hurry.abort();
    expect(await leaving).toBeUndefined();
    release?.();
    expect(await next).toBeDefined();
  });

  it("end with the session, for those in line and those who come later", async () => {
    const slots = createStreamSlots(1);
    await slots.take(never);
    const waiting = slots.take(never);
    slots.end();
    expect(await waiting).toBeUndefined();
    expect(await slots.take(never)).toBeUndefined();
  });
});
