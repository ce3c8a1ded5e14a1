import { describe, expect, it } from "vitest";
import { createProgressNotes } from "./progress-notes.ts";

const start = (isWatched: () => boolean) => {
  const routes: string[] = [];
  const see = createProgressNotes({ notify: ({ route }) => routes.push(route) }, isWatched, { sending: 0, heldCount: 0 });
  return { routes, see };
};

describe("notes to a person who looks elsewhere", () => {
  it("tell once that the sending has ended", () => {
    const { routes, see } = start(() => false);
    for (const sending of [3, 2, 1]) see({ sending, heldCount: 0 });
    expect(routes).toEqual([]);
    see({ sending: 0, heldCount: 0 });
    see({ sending: 0, heldCount: 0 });
    expect(routes).toEqual(["/deliveries"]);
  });

  it("tell once of many held messages, and again after all were decided", () => {
    const { routes, see } = start(() => false);
    for (const heldCount of [1, 2, 40, 41]) see({ sending: 1, heldCount });
    expect(routes).toEqual(["/today"]);
    see({ sending: 1, heldCount: 0 });
    see({ sending: 1, heldCount: 1 });
    expect(routes).toEqual(["/today", "/today"]);
  });

  it("are not made while the person watches, and looking once makes the next held one new", () => {
    let watched = true;
    const { routes, see } = start(() => watched);
    see({ sending: 2, heldCount: 1 });
    see({ sending: 0, heldCount: 1 });
    expect(routes).toEqual([]);
    watched = false;
    see({ sending: 0, heldCount: 2 });
    expect(routes).toEqual(["/today"]);
  });
});
