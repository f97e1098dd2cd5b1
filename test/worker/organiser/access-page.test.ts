/** Tokens and webhooks on our pages: a signed-in organiser makes them, and a secret is shown once. */
import { beforeEach, describe, expect, it } from "vitest";
import { sample } from "../builders.ts";
import { asAdmin, call, json, put } from "../client.ts";
import { ownForm, signIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent } from "../people.ts";

let slug: string;
let rebekka: string;
let cookie: string;

beforeEach(async () => {
  slug = await aNewEvent("tilgang");
  rebekka = addressAt(slug, "rebekka");
  await put({ ...sample, slug, organisers: [rebekka] });
  cookie = await signIn(rebekka);
});

const path = () => `/organiser/${slug}/access`;
const send = (to: string, fields: [string, string][]) => {
  const init = ownForm({}, cookie);
  return call(`${path()}/${to}`, { ...init, body: new URLSearchParams(fields) });
};
const secretIn = (html: string) => /<code id="secret-code">([^<]+)</.exec(html)?.[1] ?? "";
const exportWith = async (token: string) =>
  (await call(`/api/events/${slug}/export`, { headers: { authorization: `Bearer ${token}` } })).status;

describe("a token", () => {
  it("has only the ticked scopes, is shown once, and is revoked after a question", async () => {
    const made = await send("tokens", [
      ["name", "Regnearket"],
      ["scope", "read"],
    ]);
    const token = secretIn(await made.text());
    expect([made.status, token.length > 20, await exportWith(token)]).toEqual([200, true, 200]);
    const put = { ...json(sample, { authorization: `Bearer ${token}` }), method: "PUT" };
    expect((await call(`/api/events/${slug}`, put)).status).toBe(403);
    const page = await (await visit(path(), cookie)).text();
    expect([page.includes("Regnearket"), page.includes(token)]).toEqual([true, false]);
    const revoke = /href="(\/organiser\/[^"]+\/revoke)"/.exec(page)?.[1] ?? "";
    expect(await (await visit(revoke, cookie)).text()).toContain("Trekke tilbake nøkkelen «Regnearket»?");
    expect(await exportWith(token)).toBe(200);
    expect((await call(revoke, ownForm({}, cookie))).status).toBe(303);
    expect(await exportWith(token)).toBe(401);
    const log = await (await call(`/api/events/${slug}/audit-log`, asAdmin())).text();
    expect(log).toContain(rebekka);
  });

  it("needs a name and a scope", async () => {
    const page = await send("tokens", [["name", " "]]);
    const html = await page.text();
    expect(page.status).toBe(422);
    expect(html).toContain("Skriv hvem eller hva nøkkelen er til");
    expect(html).toContain("Kryss av for minst én ting.");
    expect(secretIn(html)).toBe("");
  });

  it("cannot make tokens itself, whatever its scopes", async () => {
    const made = await send("tokens", [
      ["name", "Alt"],
      ["scope", "manage"],
      ["scope", "read"],
      ["scope", "read:needs"],
    ]);
    const token = secretIn(await made.text());
    const answer = await call(
      `/api/events/${slug}/tokens`,
      json({ name: "Barnet" }, { authorization: `Bearer ${token}` }),
    );
    expect(answer.status).toBe(403);
  });
});

describe("a webhook", () => {
  const webhooks = async () =>
    (
      (await (await call(`/api/events/${slug}/webhooks`, asAdmin())).json()) as {
        webhooks: { url: string; types: string[] }[];
      }
    ).webhooks;
  const url = "https://varsel.example.no/inn";

  it("is added with its types, its secret shown once, and removed after a question", async () => {
    const added = await send("webhooks", [
      ["url", ` ${url} `],
      ["type", "registration.cancelled"],
    ]);
    expect(secretIn(await added.text())).toMatch(/^whsec_/);
    expect(await webhooks()).toMatchObject([{ url, types: ["registration.cancelled"] }]);
    const page = await (await visit(path(), cookie)).text();
    expect([page.includes(url), page.includes("whsec_")]).toEqual([true, false]);
    const remove = /href="(\/organiser\/[^"]+\/remove)"/.exec(page)?.[1] ?? "";
    expect((await visit(remove, cookie)).status).toBe(200);
    expect(await webhooks()).toHaveLength(1);
    expect((await call(remove, ownForm({}, cookie))).status).toBe(303);
    expect(await webhooks()).toEqual([]);
  });

  it.each([
    ["", "Skriv adressen varslene skal til."],
    ["http://varsel.example.no", "Skriv en offentlig https-adresse"],
    ["https://127.0.0.1/a", "Skriv en offentlig https-adresse"],
    ["tull", "Skriv en offentlig https-adresse"],
  ])("%s is refused in words", async (given, words) => {
    const page = await send("webhooks", [
      ["url", given],
      ["type", "event.changed"],
    ]);
    expect([page.status, await page.text()]).toEqual([422, expect.stringContaining(words)]);
  });

  it("cannot be added twice, and there are five at most", async () => {
    const add = (to: string) =>
      send("webhooks", [
        ["url", to],
        ["type", "event.changed"],
      ]);
    for (let number = 0; number < 5; number++) expect((await add(`${url}/${number}`)).status).toBe(200);
    expect(await (await add(`${url}/0`)).text()).toMatch(/får varsler fra før|kan ha fem varsler/);
    expect(await (await add(`${url}/5`)).text()).toContain("Et arrangement kan ha fem varsler.");
  });

  it("is added while another organiser saves something else", async () => {
    const answers = await Promise.all([
      ...["a", "b"].map((name) =>
        send("webhooks", [
          ["url", `${url}/${name}`],
          ["type", "event.changed"],
        ]),
      ),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await webhooks()).toHaveLength(2);
  });
});

it("the snippets of every partner in every language are one press away", async () => {
  const page = await (await visit(`/organiser/${slug}/embed`, cookie)).text();
  for (const partner of ["stad", "nordre-follo"])
    for (const language of ["nb", "nn", "en"])
      expect(page).toContain(`/embed/${slug}/${partner}.html?lang=${language}`);
});
