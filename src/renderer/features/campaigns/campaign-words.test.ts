import { describe, expect, it } from "vitest";
import { nextSlot, slotInName } from "./campaign-words.ts";

describe("the kind of a message", () => {
  it("is the one that its name says", () => {
    expect(slotInName("Save the date")).toBe("save-the-date");
    expect(slotInName("SAVE-THE-DATE, Paris side")).toBe("save-the-date");
    expect(slotInName("The invitation")).toBe("invitation");
    expect(slotInName("Reminder 2, in June")).toBe("reminder-2");
    expect(slotInName("A gentle reminder")).toBe("reminder-1");
    expect(slotInName("Bus")).toBeUndefined();
  });

  it("starts with the save-the-date, and goes on with what was not sent yet", () => {
    expect(nextSlot(new Set())).toBe("save-the-date");
    expect(nextSlot(new Set(["save-the-date"]))).toBe("invitation");
    expect(nextSlot(new Set(["invitation", "save-the-date"]))).toBe("reminder-1");
  });
});
