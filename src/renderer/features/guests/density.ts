import { create } from "zustand";

export type Density = "compact" | "comfortable" | "touch";

/** Height of a row; targets stay above 24 px, and above 44 px where fingers press. */
export const rowPxOf: Readonly<Record<Density, number>> = { compact: 28, comfortable: 36, touch: 52 };
const densityKey = "usher.density";

const stored = (): Density => {
  const value = localStorage.getItem(densityKey);
  if (value === "compact" || value === "comfortable" || value === "touch") return value;
  return matchMedia("(pointer: coarse)").matches ? "touch" : "comfortable";
};

const next: Readonly<Record<Density, Density>> = { comfortable: "compact", compact: "touch", touch: "comfortable" };

/** How close together the rows are; kept on this device. */
export const useDensity = create<{ density: Density; cycle: () => void }>((set, get) => ({
  density: stored(),
  cycle: () => {
    const density = next[get().density];
    localStorage.setItem(densityKey, density);
    set({ density });
  },
}));
