import type { Page } from "playwright";

/** Collects what a page complains about: console errors, uncaught errors, CSP violations (Chromium reports them as console errors). */
export const listenForComplaints = (page: Page): readonly string[] => {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`page: ${error.message}`));
  return complaints;
};
