import { Menu } from "electron";
import type { MenuItemConstructorOptions } from "electron";
import type { ShellCommand } from "#shared/shell-command.ts";

/** The menu bar. What it does in the app goes to the page as a command; the page shows the same under its own keys. */
export const menuTemplate = (send: (command: ShellCommand) => void, platform: NodeJS.Platform): MenuItemConstructorOptions[] => {
  const item = (label: string, command: ShellCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(command),
    // The page listens to these keys itself; registering them here too would run the command twice.
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
  });
  const mac: MenuItemConstructorOptions[] = platform === "darwin" ? [{ role: "appMenu" }] : [];
  return [
    ...mac,
    {
      label: "File",
      submenu: [
        item("Import guests…", { kind: "import" }),
        item("New message…", { kind: "compose" }),
        { type: "separator" },
        { role: platform === "darwin" ? "close" : "quit" },
      ],
    },
    {
      label: "Edit",
      submenu: [
        item("Undo", { kind: "undo" }, "CmdOrCtrl+Z"),
        item("Redo", { kind: "redo" }, "CmdOrCtrl+Shift+Z"),
        { type: "separator" },
        { role: "cut" },
        { role: "copy" },
        { role: "paste" },
        { role: "selectAll" },
      ],
    },
    {
      label: "View",
      submenu: [
        item("Guests", { kind: "open", route: "/guests" }),
        item("Commands…", { kind: "palette" }, "CmdOrCtrl+K"),
        { type: "separator" },
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        { role: "togglefullscreen" },
      ],
    },
    { label: "Help", submenu: [item("Keyboard shortcuts", { kind: "shortcuts" })] },
  ];
};

export const installMenu = (send: (command: ShellCommand) => void): void =>
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(send, process.platform)));
