import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import { modelled } from "./not-implemented.ts";

/** The surface of the operating system, acted: nothing is shown, and dialogs answer "cancelled". Tests patch what they want to see. */
export const dialog = modelled("dialog", {
  showMessageBox: () => Promise.resolve({ response: 0, checkboxChecked: false }),
  showErrorBox: (title: string, content: string) => void process.stderr.write(`[error box] ${title}: ${content}\n`),
});

export const shell = modelled("shell", { openExternal: (_url: string) => Promise.resolve() });

export const powerMonitor = modelled("powerMonitor", new EventEmitter());

interface MenuItem {
  readonly label?: string;
  readonly role?: string;
  readonly submenu?: readonly MenuItem[];
  click?(): void;
}

let applicationMenu: { readonly items: readonly MenuItem[] } | null = null;

export const Menu = modelled("Menu", {
  buildFromTemplate: (items: readonly MenuItem[]) => ({ items }),
  setApplicationMenu: (menu: { readonly items: readonly MenuItem[] } | null) => void (applicationMenu = menu),
  getApplicationMenu: () => applicationMenu,
});

export const nativeImage = modelled("nativeImage", { createFromDataURL: (url: string) => ({ url }) });

export class Tray extends EventEmitter {
  toolTip = "";
  setToolTip(text: string): void {
    this.toolTip = text;
  }
  setContextMenu(_menu: object): void {}
  destroy(): void {}
}

export class Notification extends EventEmitter {
  readonly title: string;
  readonly body: string;
  static isSupported(): boolean {
    return true;
  }
  constructor(options: { readonly title: string; readonly body: string }) {
    super();
    this.title = options.title;
    this.body = options.body;
  }
  show(): void {}
}

const key = randomBytes(32);

/** As on a desktop that Electron does not know: the honest default for a machine without a key store. `USHER_STANDIN_KEYCHAIN=1` acts one. */
export const safeStorage = modelled("safeStorage", {
  getSelectedStorageBackend: () => (process.env["USHER_STANDIN_KEYCHAIN"] === "1" ? "gnome_libsecret" : "basic_text"),
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  encryptStringAsync: (text: string) => {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, iv);
    return Promise.resolve(Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]));
  },
  decryptStringAsync: (sealed: Buffer) => {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(-16));
    return Promise.resolve({
      result: decipher.update(sealed.subarray(12, -16)).toString("utf8") + decipher.final("utf8"),
      shouldReEncrypt: false,
    });
  },
});

type Serve = (request: Request) => Response | Promise<Response>;
const schemes = new Map<string, Serve>();

export const protocol = modelled("protocol", {
  registerSchemesAsPrivileged: (_schemes: readonly object[]) => undefined,
  handle: (scheme: string, serve: Serve) => void schemes.set(scheme, serve),
});

export const handlerOf = (scheme: string): Serve | undefined => schemes.get(scheme);

type Check = (contents: null, permission: string) => boolean;
let check: Check | null = null;
let request: ((contents: null, permission: string, answer: (granted: boolean) => void) => void) | null = null;

const defaultSession = modelled("session.defaultSession", {
  setPermissionRequestHandler: (handler: typeof request) => void (request = handler),
  setPermissionCheckHandler: (handler: Check | null) => void (check = handler),
  setDevicePermissionHandler: (_handler: unknown) => undefined,
});

export const session = modelled("session", { defaultSession });

/** Both handlers must agree; without handlers Electron grants. */
export const isPermitted = (permission: string): boolean => {
  let granted = true;
  request?.(null, permission, (answer) => (granted = answer));
  return granted && (check?.(null, permission) ?? true);
};
