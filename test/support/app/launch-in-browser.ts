import { join } from "node:path";
import { chromium } from "playwright";
import { ensureBrowser } from "../../../scripts/browser/ensure-browser.ts";
import { startAppProcess } from "./app-process.ts";
import { listenForComplaints } from "./complaints.ts";
import type { LaunchedApp, LaunchOptions } from "./launch.ts";

const root = join(import.meta.dirname, "..", "..", "..");

/** `npm start` with its own process, and a real browser at the link that it prints. */
export const launchInBrowser = async (options: LaunchOptions): Promise<LaunchedApp> => {
  const app = startAppProcess([join(root, "scripts", "start.ts"), "--no-open", "--data", options.dataFolder], root, {
    ...process.env,
    USHER_HOST: "browser",
    ...options.env,
  });
  const [url] = await app.untilSaid(/http:\/\/127\.0\.0\.1:\d+\/#launch=[\w-]+/u);
  const { path } = await ensureBrowser(root, () => undefined);
  const browser = await chromium
    .launch({ executablePath: path, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] })
    .catch((error: unknown) => {
      app.child.kill("SIGKILL");
      throw error;
    });
  const context = await browser.newContext({
    ...(options.viewport === undefined ? {} : { viewport: options.viewport }),
    ...(options.colorScheme === undefined ? {} : { colorScheme: options.colorScheme }),
  });
  const page = await context.newPage();
  const complaints = listenForComplaints(page);
  await page.goto(url);
  return {
    page,
    ran: "browser",
    complaints,
    close: async () => {
      await browser.close();
      app.child.kill("SIGINT");
      return app.ended;
    },
    kill: async () => {
      app.child.kill("SIGKILL");
      await app.ended;
      await browser.close();
    },
  };
};
