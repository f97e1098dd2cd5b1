/** Organisers in a browser: they sign in with the pages and the mailbox, like people. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { phone, type Stage, type Visit } from "./stage.ts";

/** Signs in, in the browser of a page that asks for the address. */
export async function signIn(stage: Stage, page: Page, organiser: string): Promise<void> {
  await page.getByLabel("E-postadresse").fill(organiser);
  await page.getByRole("button", { name: "Send meg en lenke" }).click();
  await page.getByRole("heading", { name: "Se i innboksen din" }).waitFor();
  const mail = await stage.mailTo(organiser);
  await page.goto(/https?:\/\/\S+\/sign-in\/[\w-]+/.exec(mail.text ?? "")?.[0] ?? "");
  await page.getByRole("button", { name: "Logg inn" }).click();
}

/** Opens a page for organisers, and signs in on the way. */
export async function signInTo(stage: Stage, path: string, organiser: string, viewport = phone): Promise<Visit> {
  const visit = await stage.visit(`${stage.service}${path}?lang=nb`, { viewport });
  await signIn(stage, visit.page, organiser);
  return visit;
}

/** A copy of the demo event under another name, for an organiser of its own, whose address it returns. */
export async function anEventOf(stage: Stage, slug: string, changes: Record<string, unknown> = {}): Promise<string> {
  const organiser = `${slug}@example.no`;
  const answer = await stage.put({ ...stage.event, slug, organisers: [organiser], ...changes });
  expect([answer.status, await answer.text()]).toEqual([201, expect.anything()]);
  return organiser;
}
