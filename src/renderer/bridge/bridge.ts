import type { UsherClient } from "#shared/api/contract.ts";
import type { ShellCommand } from "#shared/shell-command.ts";

/** `live`: calls go through. `lost`: was live, trying again with back-off; screens show what they last knew. */
export type BridgeState = "connecting" | "live" | "lost" | "refused";

/** A value that can be watched; the shape of `useSyncExternalStore(source.subscribe, source.current)`. */
export interface Watchable<Value> {
  current(): Value;
  subscribe(listener: () => void): () => void;
}

/**
 * The renderer's only way out. `client` stays the same object over every reconnect. A call made while the connection is away
 * waits for it (at most `callWaitMsMax`), a call or live iterator that was running when it broke rejects: reads and
 * subscriptions are repeated by their owner when `state` is `live` again, commands are never repeated by themselves.
 */
export interface Bridge {
  readonly client: UsherClient;
  readonly host: "electron" | "browser";
  /** `refused`: the session is over (the app was restarted, or the link was used before); needs a new link. */
  readonly state: Watchable<BridgeState>;
  /** Commands of the desktop shell (menu, tray, notification); never called in a browser. */
  onCommand(listener: (command: ShellCommand) => void): () => void;
  close(): void;
}
