import { create } from "zustand";

export type Theme = "system" | "light" | "dark";
const themeKey = "usher.theme";
const next: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };

const stored = (): Theme => {
  const value = localStorage.getItem(themeKey);
  return value === "light" || value === "dark" ? value : "system";
};

const paint = (theme: Theme): void => {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
};

/** Kept per device, painted on the root element before the first render. */
export const useTheme = create<{ theme: Theme; cycle: () => void }>((set, get) => {
  paint(stored());
  return {
    theme: stored(),
    cycle: () => {
      const theme = next[get().theme];
      localStorage.setItem(themeKey, theme);
      paint(theme);
      set({ theme });
    },
  };
});
