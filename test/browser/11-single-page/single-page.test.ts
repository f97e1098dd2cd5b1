import type { CDPSession } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { forms, pageOf, registerOn, type Stage, sharedStage } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

it("leaks nothing when the form is added and removed again and again", async () => {
  const { page, faults } = await stage.visit(pageOf(stage, import.meta));
  const session = await page.context().newCDPSession(page);
  const comeAndGo = async () => {
    await page.locator("#come").click();
    await forms(page).locator('input[name="name"]').fill("Kari");
    await page.locator("#go").click();
    await expect.poll(() => forms(page).count()).toBe(0);
  };
  for (let times = 0; times < 3; times++) await comeAndGo();
  const before = await living(session);
  for (let times = 0; times < 10; times++) await comeAndGo();
  // A form has some hundred nodes; the browser itself adds and removes a few. A timer of the last form may keep it for a
  // moment.
  const gained = async () => {
    const after = await living(session);
    return [after.nodes - before.nodes < 50, after.jsEventListeners - before.jsEventListeners < 5];
  };
  await expect.poll(gained, { timeout: 10_000 }).toEqual([true, true]);
  await page.locator("#come").click();
  await registerOn(stage, page, "en-side@example.no");
  expect(faults).toEqual([]);
});

async function living(session: CDPSession) {
  for (let times = 0; times < 3; times++) await session.send("HeapProfiler.collectGarbage");
  return session.send("Memory.getDOMCounters");
}
