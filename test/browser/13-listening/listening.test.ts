import { beforeAll, expect, it } from "vitest";
import { forms, pageOf, registerOn, type Stage, sharedStage, withSite } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("gets events when the form is ready, when it fails and when a registration was sent, never whose", async () => {
  const { page } = await stage.visit(pageOf(stage, import.meta));
  const heard = async () => (await page.locator("#heard li").allTextContents()).map((text) => JSON.parse(text));
  await forms(page).waitFor();
  await forms(page).locator("button.button").click();
  await registerOn(stage, page, "lytt@example.no");
  expect(await heard()).toEqual([
    { type: "ready" },
    { type: "invalid" },
    { type: "submitted", status: "confirmed", participation: "digital" },
  ]);
});

it("gets an event when the event is unknown", async () => {
  const snippet = `<script async src="${stage.service}/embed/finst-ikkje/stad.js"></script>`;
  await withSite(snippet, async (address) => {
    const { page } = await stage.visit("about:blank");
    await page.addInitScript(() => {
      const heard: unknown[] = [];
      Object.assign(globalThis, { heard });
      document.addEventListener("registration:error", (event) => heard.push((event as CustomEvent).detail));
    });
    await page.goto(address);
    await forms(page).waitFor();
    // A global of the page's own script.
    expect(await page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard)).toEqual([
      { type: "no-such-event" },
    ]);
  });
});
