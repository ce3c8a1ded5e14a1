import type { Page } from "playwright";

/** Does on the review page what a careful person does before the button works; answers how many people will get it. */
export const confirmReview = async (page: Page): Promise<number> => {
  const send = page.getByRole("button", { name: /^(Send to|Queue for|Keep pressed)/u });
  await send.waitFor();
  const all = page.getByRole("button", { name: /^Confirm all/u });
  if (await all.isVisible()) await all.click();
  for (const tick of await page.getByRole("checkbox", { name: "Fine" }).all())
    if (!(await tick.isChecked())) await tick.check({ force: true });
  const saw = page.getByText(/^I looked at the/u);
  if (await saw.isVisible()) await saw.click();
  const count = /\d+/u.exec((await send.textContent()) ?? "")?.[0] ?? "";
  const box = page.getByLabel(/^Type \d+ to confirm$/u);
  if (await box.isVisible()) await box.fill(count);
  return Number(count);
};
