import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import type Electron from "electron";
import { modelled, modelledClass, outside } from "./not-implemented.ts";

/** The surface of the operating system, acted: nothing is shown, and dialogs answer "cancelled". Tests patch what they want to see. */
export const dialog = modelled<Electron.Dialog>("dialog")({
  showMessageBox: () => Promise.resolve({ response: 0, checkboxChecked: false }),
  showErrorBox: (title, content) => void process.stderr.write(`[error box] ${title}: ${content}\n`),
});

export const shell = modelled<Electron.Shell>("shell")({ openExternal: () => Promise.resolve() });

export const powerMonitor = modelled<Electron.PowerMonitor>("powerMonitor")({}, new EventEmitter());

class StandinMenu extends EventEmitter {
  static #application: Electron.Menu | null = null;
  items: Electron.MenuItem[] = [];

  /** The items are the template's own, not items that were made of it. */
  static buildFromTemplate(items: (Electron.MenuItemConstructorOptions | Electron.MenuItem)[]): Electron.Menu {
    const menu = new StandinMenu();
    menu.items = items as Electron.MenuItem[];
    return outside("menu", menu);
  }
  static setApplicationMenu(menu: Electron.Menu | null): void {
    StandinMenu.#application = menu;
  }
  static getApplicationMenu(): Electron.Menu | null {
    return StandinMenu.#application;
  }
}
export const Menu = modelledClass<typeof Electron.Menu>("Menu")(StandinMenu);

export const nativeImage = modelled<typeof Electron.nativeImage>("nativeImage")({
  createFromDataURL: (url) => modelled<Electron.NativeImage>("image")({ toDataURL: () => url }),
});

class StandinTray extends EventEmitter {
  #destroyed = false;
  constructor(_image: Electron.NativeImage | string, _guid?: string) {
    super();
    if (process.env["USHER_STANDIN_TRAY"] === "0") throw new Error("this desktop has no tray");
  }
  setToolTip(_text: string): void {}
  setContextMenu(_menu: Electron.Menu | null): void {}
  destroy(): void {
    this.#destroyed = true;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
}
export const Tray = modelledClass<typeof Electron.Tray>("Tray")(StandinTray);

class StandinNotification extends EventEmitter {
  title: string;
  body: string;
  static isSupported(): boolean {
    return true;
  }
  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super();
    this.title = options.title ?? "";
    this.body = options.body ?? "";
  }
  show(): void {
    this.emit("show");
  }
}
export const Notification = modelledClass<typeof Electron.Notification>("Notification")(StandinNotification);

/** The same key at every start, as a key store's would be, so that what one start sealed the next can read. */
const key = Buffer.alloc(32, "usher stand-in");
const keychain = process.env["USHER_STANDIN_KEYCHAIN"];

/**
 * As on a desktop that Electron does not know: the honest default for a machine without a key store. `USHER_STANDIN_KEYCHAIN=1` acts one;
 * `locked` one that is there and cannot be used; `lost` one that has another key than it had.
 */
export const safeStorage = modelled<Electron.SafeStorage>("safeStorage")({
  getSelectedStorageBackend: () => (keychain === undefined ? "basic_text" : "gnome_libsecret"),
  isAsyncEncryptionAvailable: () => Promise.resolve(keychain !== "locked"),
  encryptStringAsync: (text) => {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, iv);
    return Promise.resolve(Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]));
  },
  decryptStringAsync: async (sealed) => {
    if (keychain === "lost") throw new Error("Error while decrypting the ciphertext provided to safeStorage.decryptString.");
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(-16));
    return {
      result: decipher.update(sealed.subarray(12, -16)).toString("utf8") + decipher.final("utf8"),
      shouldReEncrypt: false,
    };
  },
});

type Serve = Parameters<Electron.Protocol["handle"]>[1];
const schemes = new Map<string, Serve>();

export const protocol = modelled<Electron.Protocol>("protocol")({
  registerSchemesAsPrivileged: () => undefined,
  handle: (scheme, serve) => void schemes.set(scheme, serve),
});

export const handlerOf = (scheme: string): Serve | undefined => schemes.get(scheme);

/** The handlers get no contents and no details here: one that looks at them fails by the name of what it looks at. */
type Check = Exclude<Parameters<Electron.Session["setPermissionCheckHandler"]>[0], null>;
type Request = Exclude<Parameters<Electron.Session["setPermissionRequestHandler"]>[0], null>;
let check: Check | null = null;
let request: Request | null = null;

const defaultSession = modelled<Electron.Session>("session.defaultSession")(
  {
    setPermissionRequestHandler: (handler) => void (request = handler),
    setPermissionCheckHandler: (handler) => void (check = handler),
    setDevicePermissionHandler: () => undefined,
  },
  new EventEmitter(),
);

export const session = modelled<typeof Electron.session>("session")({ defaultSession });

/** Both handlers must agree; without handlers Electron grants. */
export const isPermitted = (permission: Parameters<Check>[1]): boolean => {
  let granted = true;
  const nothing = modelled<Electron.WebContents>("permission.webContents")({});
  request?.(nothing, permission, (answer) => (granted = answer), modelled<Electron.PermissionRequest>("permission.details")({}));
  return (
    granted && (check?.(null, permission, "", modelled<Electron.PermissionCheckHandlerHandlerDetails>("permission.details")({})) ?? true)
  );
};
