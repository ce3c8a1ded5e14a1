import { expect, it } from "vitest";
import { fillDisks } from "#test/crash/full-disk.ts";

it(
  "on a full disk nothing is sent without its row, people are told, and it goes on by itself when there is room (S3, S4, L2)",
  { timeout: 180_000 },
  async (context) => {
    const figures = await fillDisks(1, Date.now() % 1_000_000);
    if (figures === undefined) return context.skip("a small disk is mounted for this, which takes Linux and root");
    expect(figures).toMatchObject({ faults: [], doubles: 0, lost: 0, withoutRow: 0, untold: 0 });
    expect(figures.accepted).toBe(figures.approved);
  },
);
