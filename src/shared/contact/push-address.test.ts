import { describe, expect, it } from "vitest";
import { pushAddressOf, readPushAddress, shownAddress } from "./push-address.ts";

const hex = "ab".repeat(32);
const fcm = `c-${"x".repeat(20)}:APA91b${"y".repeat(130)}`;

describe("the address of a device", () => {
  it.each<["fcm" | "apns", string, string | undefined]>([
    ["fcm", fcm, `fcm:${fcm}`],
    ["fcm", ` ${fcm}\n`, `fcm:${fcm}`],
    ["fcm", "short", undefined],
    ["fcm", "a/../b".padEnd(40, "c"), undefined],
    ["fcm", "x".repeat(316), undefined],
    ["apns", hex, `apns:${hex}`],
    ["apns", hex.toUpperCase(), `apns:${hex}`],
    ["apns", `${hex}/../x`, undefined],
    ["apns", "ab".repeat(31), undefined],
    ["apns", "a".repeat(65), undefined],
  ])("of %s with %s is %s", (service, token, address) => {
    expect(pushAddressOf(service, token)).toBe(address);
    if (address !== undefined) expect(readPushAddress(address)).toEqual({ service, token: address.slice(service.length + 1) });
  });

  it.each(["", hex, `web:${hex}`, `apns:${hex.toUpperCase()}`, "lea@x.test", "+4915112345678"])("is not %s", (address) =>
    expect(readPushAddress(address)).toBeUndefined(),
  );
});

describe("an address as people see it", () => {
  it.each([
    [`fcm:${fcm}`, "Device (Firebase) …yyyy"],
    [`apns:${hex}`, "Apple device …abab"],
    ["lea@x.test", "lea@x.test"],
  ])("of %s is %s", (address, shown) => expect(shownAddress(address)).toBe(shown));
});
