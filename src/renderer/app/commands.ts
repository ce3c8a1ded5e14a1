import { tinykeys } from "tinykeys";
import { useEffect, useMemo } from "react";
import { useLocation } from "wouter";
import { create } from "zustand";
import { useBridge, useClient } from "../state/bridge-context.tsx";
import { problemOf } from "../state/problem-of.ts";
import { showToast } from "../ui/toast.tsx";
import { rail, routes } from "./routes.ts";
import { stopSending } from "./stop-sending.tsx";
import { useTheme } from "./theme.ts";

/** One list feeds the palette, the keys, the shell's menu and the sheet of shortcuts. */
export interface AppCommand {
  readonly id: string;
  readonly label: string;
  /** In tinykeys notation, e.g. `$mod+k`. */
  readonly keys?: string;
  readonly run: () => void;
}

type Overlay = "none" | "palette" | "shortcuts" | "new-wedding" | "wedding-details";

export const useOverlay = create<{ overlay: Overlay; show: (overlay: Overlay) => void }>((set) => ({
  overlay: "none",
  show: (overlay) => set({ overlay }),
}));

const report = async (work: Promise<{ sentence: string }>, onHistory: () => void = () => undefined): Promise<void> => {
  try {
    showToast({ sentence: (await work).sentence });
  } catch (error) {
    const { code, sentence } = problemOf(error);
    const canLeave = code.endsWith("-changed-since");
    showToast({ sentence, action: canLeave ? { label: "Open the history", run: onHistory } : undefined });
  }
};

export const useAppCommands = (weddingId: string | undefined): readonly AppCommand[] => {
  const client = useClient();
  const [, navigate] = useLocation();
  const show = useOverlay((state) => state.show);
  return useMemo(() => {
    const places = rail.map((place, index): AppCommand => ({
      id: `go-${place.label}`,
      label: `Go to ${place.label}`,
      keys: `$mod+${index + 1}`,
      run: () => navigate(place.href),
    }));
    const openHistory = (): void => navigate(routes.history);
    const ofWedding = (id: string): AppCommand[] => [
      { id: "pause-wedding", label: "Stop sending of this wedding", run: () => void stopSending(client, id) },
      { id: "wedding-details", label: "Change the wedding details", run: () => show("wedding-details") },
      {
        id: "undo",
        label: "Undo the last change",
        keys: "$mod+z",
        run: () => void report(client.history.undo({ weddingId: id, undoId: null }), openHistory),
      },
      {
        id: "redo",
        label: "Redo",
        keys: "$mod+Shift+z",
        run: () => void report(client.history.redo({ weddingId: id, undoId: null }), openHistory),
      },
    ];
    return [
      ...places,
      { id: "palette", label: "Search or run…", keys: "$mod+k", run: () => show("palette") },
      { id: "import", label: "Import guests from a file", run: () => navigate(routes.import) },
      { id: "bin", label: "Open the bin of removed guests", run: () => navigate(routes.bin) },
      { id: "history", label: "Open the history of changes", run: () => navigate(routes.history) },
      { id: "compose", label: "Write a message", run: () => navigate(routes.messages) },
      { id: "new-wedding", label: "New wedding…", run: () => show("new-wedding") },
      ...(weddingId === undefined ? [] : ofWedding(weddingId)),
      { id: "pause-all", label: "Stop all sending", keys: "$mod+.", run: () => void stopSending(client, null) },
      { id: "theme", label: "Switch theme", run: () => useTheme.getState().cycle() },
      { id: "shortcuts", label: "Show shortcuts", keys: "?", run: () => show("shortcuts") },
    ];
  }, [client, navigate, show, weddingId]);
};

/** Binds the keys and the commands of the desktop shell. Text fields keep their own undo and their letters. */
export const useCommandKeys = (commands: readonly AppCommand[]): void => {
  const bridge = useBridge();
  const [, navigate] = useLocation();
  useEffect(() => {
    const bindings: Record<string, (event: KeyboardEvent) => void> = {};
    for (const command of commands) {
      if (command.keys === undefined) continue;
      bindings[command.keys === "?" ? "Shift+?" : command.keys] = (event) => {
        if (isTyping(event.target) && fieldKeys.has(command.id)) return;
        event.preventDefault();
        command.run();
      };
    }
    return tinykeys(window, bindings);
  }, [commands]);
  useEffect(
    () =>
      bridge.onCommand((asked) => (asked.kind === "open" ? navigate(asked.route) : commands.find(({ id }) => id === asked.kind)?.run())),
    [bridge, commands, navigate],
  );
};

const fieldKeys: ReadonlySet<string> = new Set(["undo", "redo", "shortcuts"]);

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));

/** `$mod+Shift+z` as people read it. */
export const keyWords = (keys: string): string =>
  keys
    .replaceAll("$mod", navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl")
    .replace(/\+([a-z])$/u, (_, letter: string) => `+${letter.toUpperCase()}`);
