/** The form in a frame, for systems that run no script: in a page that listens, one that does not, and one that may not. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, expectReadable, type Stage, sharedStage, withSite } from "../stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await sharedStage();
});

/** The snippets on the snippet page. */
async function snippets(slug: string) {
  const { page } = await stage.visit(`${stage.service}/embed/${slug}/stad.html`);
  const code = async (id: string) => (await page.locator(`#${id}-code`).textContent()) ?? "";
  return { frame: await code("frame"), height: await code("height"), policy: await code("frame-policy") };
}

/** An event with the partner Stad, whose pages are only at `address`. */
async function anEventFor(slug: string, address: string): Promise<void> {
  const { stad, ...others } = stage.event.partners;
  if (!stad) throw new Error("The sample has no such partner");
  const partners = { ...others, stad: { ...stad, origins: [new URL(address).origin] } };
  expect((await stage.put({ ...stage.event, slug, partners })).status).toBeLessThan(300);
}

/** A page of Stad, on another origin than the service, with this content. */
async function inHostPage(
  slug: string,
  make: (copied: Awaited<ReturnType<typeof snippets>>) => string,
  use: (address: string) => Promise<void>,
): Promise<void> {
  let body = "";
  const headers = { "content-security-policy": "" };
  await withSite(
    () => body,
    async (address) => {
      await anEventFor(slug, address);
      const copied = await snippets(slug);
      body = make(copied);
      // Nothing but the frame and the page's own script.
      headers["content-security-policy"] = `default-src 'none'; script-src 'unsafe-inline'; ${copied.policy}`;
      await use(address);
    },
    headers,
  );
}

async function partnerOf(slug: string, email: string): Promise<string | undefined> {
  const headers = { authorization: `Bearer ${stage.adminToken}` };
  const answer = await fetch(`${stage.service}/api/events/${slug}/export`, { headers });
  const { registrations } = (await answer.json()) as { registrations: { email: string; partner: string }[] };
  return registrations.find((row) => row.email === email)?.partner;
}

/** Sends the form in the frame: the embedded or the plain one, by `scope`. */
async function sendFrom(page: Page, scope: "pamelding-form" | "#form form", email: string): Promise<void> {
  const form = page.frameLocator("iframe").locator(scope);
  await form.locator('input[name="name"]').first().fill("Kari Nordmann");
  await form.locator('input[name="email"]').first().fill(email);
  await form.locator('input[value="digital"]').first().check();
  await form.locator("button[type=submit]").click();
  await page.frameLocator("iframe").getByText(email).first().waitFor();
}

const shown = (page: Page) => page.locator("iframe").evaluate((frame) => frame.clientHeight);
const held = (page: Page) =>
  page
    .frameLocator("iframe")
    .locator("html")
    .evaluate((html) => html.getBoundingClientRect().height);
const fits = async (page: Page) => Math.abs((await shown(page)) - (await held(page))) < 2;

describe("the form in a frame", () => {
  it("is as high as the form if the page listens, grows with it, and the partner gets the registration", async () => {
    await inHostPage(
      "ramme",
      ({ frame, height }) => frame + height,
      async (address) => {
        const { page, faults } = await stage.visit(address, { viewport: { width: 500, height: 900 } });
        const form = page.frameLocator("iframe").locator("pamelding-form");
        await form.waitFor();
        await expect.poll(() => fits(page), { timeout: 10_000 }).toBe(true);
        const before = await shown(page);
        for (const summary of await form.locator("summary").all()) await summary.click();
        await expect
          .poll(async () => (await shown(page)) > before && (await fits(page)), { timeout: 10_000 })
          .toBe(true);
        await sendFrom(page, "pamelding-form", "ramme@example.no");
        await expect
          .poll(async () => (await shown(page)) < before && (await fits(page)), { timeout: 10_000 })
          .toBe(true);
        expect(await partnerOf("ramme", "ramme@example.no")).toBe("stad");
        expect(faults).toEqual([]);
      },
    );
  });

  it("tells its height only to pages that may frame it, with the event and nothing else", async () => {
    const listener = "<script>addEventListener('message', ({ data }) => (window.told ??= []).push(data))</script>";
    await inHostPage(
      "ramme-fortel",
      ({ frame }) => listener + frame,
      async (address) => {
        const { page } = await stage.visit(address);
        const told = () => page.evaluate(() => (window as { told?: unknown[] }).told ?? []);
        await expect.poll(async () => (await told()).length, { timeout: 10_000 }).toBeGreaterThan(0);
        await sendFrom(page, "pamelding-form", "fortel@example.no");
        for (const message of await told())
          expect(message).toEqual({ type: "pamelding:height", event: "ramme-fortel", height: expect.any(Number) });
      },
    );
  });

  it("has a fixed height in a page without scripts, and works there", async () => {
    await inHostPage(
      "ramme-stille",
      ({ frame }) => frame,
      async (address) => {
        const { page, faults } = await stage.visit(address);
        await page.frameLocator("iframe").locator("pamelding-form").waitFor();
        expect(await shown(page)).toBe(1400);
        await sendFrom(page, "pamelding-form", "stille@example.no");
        expect(await partnerOf("ramme-stille", "stille@example.no")).toBe("stad");
        expect(faults).toEqual([]);
      },
    );
  });

  it("is not shown on a page of no partner", async () => {
    await inHostPage(
      "ramme-framand",
      ({ frame }) => frame,
      async (address) => {
        const { frame } = await snippets("ramme-framand");
        await withSite(frame, async (stranger) => {
          expect(stranger).not.toBe(address);
          const { page, faults } = await stage.visit(stranger);
          await expect.poll(() => faults.join(), { timeout: 10_000 }).toContain("frame-ancestors");
          expect(await page.frameLocator("iframe").locator("form").count()).toBe(0);
        });
      },
    );
  });

  it.each(["allow-forms", "allow-forms allow-scripts"])(
    "is the plain one in a sandbox with %s: it shows errors, and accepts the registration",
    async (sandbox) => {
      const slug = `ramme-${sandbox.replaceAll(" ", "-")}`;
      await inHostPage(
        slug,
        ({ frame }) => frame.replace("<iframe ", `<iframe sandbox="${sandbox}" `),
        async (address) => {
          const { page, faults } = await stage.visit(address);
          const form = page.frameLocator("iframe").locator("#form form");
          await form.locator("button[type=submit]").click();
          await page.frameLocator("iframe").locator("#form .bad, #form .danger").first().waitFor();
          expect(await page.frameLocator("iframe").locator("header.top").count()).toBe(0);
          await sendFrom(page, "#form form", `${slug}@example.no`);
          expect(await page.frameLocator("iframe").locator("header.top").count()).toBe(0);
          expect(await partnerOf(slug, `${slug}@example.no`)).toBe("stad");
          // These are the answer to an empty form, and the script that the sandbox has blocked.
          expect(faults.filter((fault) => !/422|Blocked script execution/.test(fault))).toEqual([]);
        },
      );
    },
  );

  it("works without scripts, and the receipt is in the frame", async () => {
    await inHostPage(
      "ramme-utan",
      ({ frame }) => frame,
      async (address) => {
        const { page } = await stage.visit(address, { javaScriptEnabled: false });
        await sendFrom(page, "#form form", "utan@example.no");
        expect(page.frames().at(-1)?.url()).toContain("/events/ramme-utan/frame/receipt/");
        expect(await partnerOf("ramme-utan", "utan@example.no")).toBe("stad");
      },
    );
  });

  it("opens outgoing links in a new tab, and stays as it is", async () => {
    await inHostPage(
      "ramme-lenkjer",
      ({ frame }) => frame,
      async (address) => {
        const { page } = await stage.visit(address);
        const form = page.frameLocator("iframe");
        await form.locator('pamelding-form input[name="name"]').first().fill("Kari Nordmann");
        for (const name of [/opplysningane/, /Opne skjemaet/, /Tilgjengelegheit/]) {
          const opened = page.context().waitForEvent("page");
          await form.getByRole("link", { name }).first().click();
          await (await opened).close();
        }
        expect(page.url()).toBe(address);
        expect(await form.locator('pamelding-form input[name="name"]').first().inputValue()).toBe("Kari Nordmann");
      },
    );
  });
});

describe("the page in the frame", () => {
  const address = (lang: string) => `${stage.service}/events/samskaping/frame?partner=stad&lang=${lang}`;

  it.each(["nb", "nn", "en"])("is accessible in %s with the embedded form, light and dark", async (lang) => {
    const { page, faults } = await stage.visit(address(lang), { viewport: { width: 320, height: 640 } });
    await page.locator("pamelding-form").waitFor();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await page.emulateMedia({ colorScheme: "dark" });
    await expectReadable(page);
    expect(faults).toEqual([]);
  });
});
