import { describe, expect, it } from "vitest";
import type { ContactPoint } from "#shared/domain/guest.ts";
import { withDevice, type DeviceArrival } from "./with-device.ts";

const device = (address: string, given: Partial<ContactPoint> = {}): ContactPoint => ({
  id: `id-${address}`,
  channel: "push",
  address,
  entered: address,
  lineType: "unknown",
  standing: "unproven",
  consent: "given",
  ...given,
});
const email = device("lea@x.test", { channel: "email", consent: "assumed" });
const arrive = (points: readonly ContactPoint[], address: string, given: Partial<DeviceArrival> = {}) =>
  withDevice(points, { address, replaces: "", dead: new Set(), newId: () => "id-new", ...given });
const addresses = (points: readonly ContactPoint[]): string[] => points.map(({ address }) => address);

describe("a guest's devices", () => {
  it("get a new one behind the other addresses", () => {
    expect(arrive([email], "fcm:a")).toEqual([email, device("fcm:a", { id: "id-new" })]);
  });

  it("do not change when the same one registers again", () => {
    const points = [device("fcm:a", { standing: "good" }), email];
    expect(arrive(points, "fcm:a")).toEqual(points);
  });

  it("keep a refreshed one in its place with its id, but not its standing", () => {
    const points = [device("fcm:a", { standing: "good" }), email, device("apns:b")];
    expect(arrive(points, "fcm:c", { replaces: "fcm:a" })).toEqual([device("fcm:c", { id: "id-fcm:a" }), email, device("apns:b")]);
  });

  it("lose the old one when a refresh arrives after the new one had registered by itself", () => {
    expect(addresses(arrive([device("fcm:a"), device("fcm:c")], "fcm:c", { replaces: "fcm:a" }))).toEqual(["fcm:c"]);
  });

  it("lose the dead ones, and no address of another channel", () => {
    const dead = new Set(["fcm:a", "lea@x.test"]);
    expect(addresses(arrive([email, device("fcm:a"), device("apns:b")], "fcm:c", { dead }))).toEqual(["lea@x.test", "apns:b", "fcm:c"]);
  });

  it("are alive again when a dead one registers", () => {
    expect(arrive([device("fcm:a", { standing: "bounced" })], "fcm:a")).toEqual([device("fcm:a")]);
  });

  it("are five at most: the oldest goes, never the one that registers", () => {
    const points = ["1", "2", "3", "4", "5"].map((n) => device(`fcm:${n}`));
    expect(addresses(arrive(points, "fcm:6"))).toEqual(["fcm:2", "fcm:3", "fcm:4", "fcm:5", "fcm:6"]);
    expect(addresses(arrive(points, "fcm:1"))).toEqual(["fcm:1", "fcm:2", "fcm:3", "fcm:4", "fcm:5"]);
  });

  it("stay silent after a no, whichever device says it", () => {
    const points = [device("fcm:a", { consent: "withdrawn" })];
    expect(arrive(points, "apns:b").map(({ consent }) => consent)).toEqual(["withdrawn", "withdrawn"]);
  });

  it("do not push out other addresses", () => {
    const points = Array.from({ length: 20 }, (_, n) => device(`g${n}@x.test`, { channel: "email" }));
    expect(() => arrive(points, "fcm:a")).toThrow("at most 20");
  });
});
