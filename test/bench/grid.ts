import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { launchApp } from "#test/app/launch.ts";
import type { Measure } from "./measure.ts";

const guestCount = 5_000;
const rounds = 7;
/** One frame at 60 pictures a second. */
const frameMs = 1000 / 60;

/** What the measured page notes about itself. */
interface Noted {
  patchAt: number;
  paintedAt: number;
}

/** The real app in a real browser over 5,000 guests: from the arrival of a live patch to the frame that shows it. */
export const gridRows = async (): Promise<Measure[]> => {
  const dataFolder = await mkdtemp(join(tmpdir(), "usher-bench-grid-"));
  try {
    await fill(dataFolder);
    const app = await launchApp({ runtime: "browser", dataFolder, viewport: { width: 1280, height: 800 } });
    try {
      const frames = await measure(app.page);
      return [{ name: "grid, 5,000 rows: live row update", value: frames, unit: "frames", budget: 2 }];
    } finally {
      await app.close();
    }
  } finally {
    await rm(dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
};

const fill = (folder: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, "hub-process.ts"), [folder, String(guestCount), "fill"]);
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`the filling hub ended with ${code}`))));
  });

const measure = async (page: Page): Promise<number> => {
  await page.addInitScript(() => {
    const noted = { text: "", patchAt: 0, paintedAt: 0 };
    Object.assign(window, { noted });
    const Real = WebSocket;
    window.WebSocket = class extends Real {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        this.addEventListener("message", (event) => {
          const said = String(event.data);
          if (noted.text !== "" && noted.patchAt === 0 && said.includes(noted.text) && said.includes("upsert"))
            noted.patchAt = performance.now();
        });
      }
    };
  });
  await page.reload();
  await page.getByRole("navigation").getByRole("link", { name: "Guests" }).click();
  await page.getByRole("row").nth(3).waitFor();
  const results: number[] = [];
  for (let round = 0; round < rounds; round += 1) results.push(await updateOnce(page, `note${round}x`));
  // The middle one: a garbage collection in one round says nothing about the grid.
  return (results.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN) / frameMs;
};

/** Edits one cell as a person does; the list learns of it from the hub, like any other window. Milliseconds from patch to picture. */
const updateOnce = async (page: Page, text: string): Promise<number> => {
  const cell = page.getByRole("row").nth(3).getByRole("gridcell").nth(4);
  await cell.click();
  await page.keyboard.press("F2");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(text);
  await page.evaluate((value) => {
    const noted = (window as unknown as { noted: Noted & { text: string } }).noted;
    Object.assign(noted, { text: value, patchAt: 0, paintedAt: 0 });
    const watch = (): void => {
      const shown = [...document.querySelectorAll('[role="gridcell"]')].some(
        (one) => one.querySelector("input") === null && one.textContent?.includes(value),
      );
      if (shown && noted.patchAt > 0) noted.paintedAt = performance.now();
      else requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);
  }, text);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => (window as unknown as { noted: Noted }).noted.paintedAt > 0, undefined, { timeout: 10_000 });
  const { patchAt, paintedAt } = await page.evaluate(() => (window as unknown as { noted: Noted }).noted);
  return Math.max(0, paintedAt - patchAt);
};
