import type { Session } from "electron";

/** Copying to the clipboard is all that the page may ask for. */
const allowedPermission = "clipboard-sanitized-write";

/** Camera, microphone, place, devices: everything that a page may ask for is refused without asking the person. */
export const denyPermissions = (session: Session): void => {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === allowedPermission));
  session.setPermissionCheckHandler((_contents, permission) => permission === allowedPermission);
  session.setDevicePermissionHandler(() => false);
};
