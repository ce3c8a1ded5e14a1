import type { Session } from "electron";
import { describe, expect, it } from "vitest";
import { denyPermissions } from "./deny-permissions.ts";

/** Electron's session as far as it is asked for here: it keeps what it was given. */
const guarded = (): Record<string, (...given: never[]) => unknown> => {
  const kept: Record<string, (...given: never[]) => unknown> = {};
  const keep =
    (name: string) =>
    (handler: (...given: never[]) => unknown): void =>
      void (kept[name] = handler);
  denyPermissions({
    setPermissionRequestHandler: keep("request"),
    setPermissionCheckHandler: keep("check"),
    setDevicePermissionHandler: keep("device"),
  } as unknown as Session);
  return kept;
};

/** Each way of asking by itself: Electron asks the one for prompts, the other for what is looked up without one. */
const asked = (permission: string): unknown[] => {
  const { request, check, device } = guarded();
  const answers: unknown[] = [];
  request?.(...([null, permission, (granted: boolean) => answers.push(granted)] as never[]));
  answers.push(check?.(...([null, permission] as never[])), device?.(...([{ deviceType: permission }] as never[])));
  return answers;
};

describe("what a page asks to be allowed", () => {
  it.each(["geolocation", "notifications", "media", "midi", "midiSysex", "clipboard-read", "fullscreen", "openExternal", "usb", "unknown"])(
    "is refused however it asks: %s",
    (permission) => {
      expect(asked(permission)).toEqual([false, false, false]);
    },
  );

  it("is copying to the clipboard, and nothing else", () => {
    expect(asked("clipboard-sanitized-write")).toEqual([true, true, false]);
  });
});
