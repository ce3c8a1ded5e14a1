import type { ScreenKey } from "../../state/screen-keys.ts";

/** Keys of the guest list; they work while the focus is in it. */
export const guestKeys: readonly ScreenKey[] = [
  { keys: "Enter", label: "Open the guest beside the list" },
  { keys: "F2", label: "Edit the cell" },
  { keys: "Tab", label: "Keep the edit and go on" },
  { keys: "Esc", label: "Take the edit back, close the guest, clear the selection" },
  { keys: "Space", label: "Select the row" },
  { keys: "Shift+↑ Shift+↓", label: "Select a range of rows" },
  { keys: "$mod+a", label: "Select everybody in the view" },
  { keys: "$mod+c", label: "Copy the selected guests, or the cell" },
  { keys: "$mod+v", label: "Paste cells from a spreadsheet" },
  { keys: "F", label: "Filter" },
  { keys: "C", label: "Write to the selection, or to the view" },
  { keys: "$mod+Home $mod+End", label: "First or last guest" },
];
