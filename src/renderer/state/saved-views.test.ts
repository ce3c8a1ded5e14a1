import { describe, expect, it } from "vitest";
import { readSavedViews, savedAs, savedViewsMax, withView } from "./saved-views.ts";

const vegans = "f=diet%7Eis%7Evegan";

describe("saved views", () => {
  it("are found again by what they show, not by how one came there", () => {
    const views = withView([], "Vegans", vegans);
    expect(savedAs(views, vegans)?.name).toBe("Vegans");
    expect(savedAs(views, "")).toBeUndefined();
  });

  it("take the place of one with the same name", () => {
    const views = withView(withView([], "Mine", vegans), "Mine", "");
    expect(views).toEqual([{ name: "Mine", query: "" }]);
  });

  it("let the oldest go when there are too many", () => {
    let views = withView([], "first", vegans);
    for (let at = 0; at < savedViewsMax; at += 1) views = withView(views, `view ${at}`, vegans);
    expect(views).toHaveLength(savedViewsMax);
    expect(views.some(({ name }) => name === "first")).toBe(false);
  });

  it.each([null, "", "nonsense", "{}", '[{"name":""}]'])("read %j as none", (text) => expect(readSavedViews(text)).toEqual([]));
});
