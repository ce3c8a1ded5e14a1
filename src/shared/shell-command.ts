/**
 * What the desktop shell may ask of the page: menu, tray, notification clicks. `open` carries an in-app route
 * (hash location, e.g. `/guests`); the others are app-level commands that the page carries out itself.
 */
export type ShellCommand =
  | { readonly kind: "open"; readonly route: string }
  | { readonly kind: "palette" | "undo" | "redo" | "import" | "compose" | "shortcuts" };

const plainKinds = ["palette", "undo", "redo", "import", "compose", "shortcuts"] as const;

/** Longest in-app route; a saved view with its filters fits, a pasted document does not. */
export const routeCharsMax = 2_000;

/** Parses what crossed the process boundary; undefined for anything that is not a command. */
export const parseShellCommand = (value: unknown): ShellCommand | undefined => {
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  const plain = plainKinds.find((kind) => kind === value.kind);
  if (plain !== undefined) return { kind: plain };
  if (value.kind !== "open" || !("route" in value) || typeof value.route !== "string") return undefined;
  return isRoute(value.route) ? { kind: "open", route: value.route } : undefined;
};

/** An in-app route starts with one slash, so that it can never be read as another host. */
const isRoute = (route: string): boolean => route.length <= routeCharsMax && /^\/(?!\/)[^\\\s]*$/u.test(route);

/** The whole surface that the preload puts on `window.usherShell`. Nothing else crosses. */
export interface ShellSurface {
  /** Asks for a fresh port to the hub; it arrives as a window message `usher:port` with one MessagePort. */
  connect(): void;
  /** Calls `listener` for each command of the shell; answers the unsubscribe. */
  onCommand(listener: (command: unknown) => void): () => void;
}

/** Names of the messages between the three parties; one place, so that they cannot drift apart. */
export const shellChannels = {
  /** preload -> main, with one port. */
  connect: "usher:connect",
  /** preload -> page, with one port. */
  port: "usher:port",
  /** main -> preload. */
  command: "usher:command",
} as const;
