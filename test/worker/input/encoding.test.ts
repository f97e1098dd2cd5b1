import { beforeEach, describe, expect, it } from "vitest";
import { sample } from "../builders.ts";
import { aBody, asAdmin, call, exported, form } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("teiknsett");
});

/** Text as Windows PowerShell sends it: one octet per character. */
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const utf16 = (text: string) =>
  Uint8Array.from([
    0xff,
    0xfe,
    ...[...text].flatMap((letter) => [letter.charCodeAt(0) & 255, letter.charCodeAt(0) >> 8]),
  ]);

const name = "Kåre Sjøsen";
const key = () => ({ "idempotency-key": `"${crypto.randomUUID()}"` });
const asJson = { "content-type": "application/json" };
const asForm = { "content-type": "application/x-www-form-urlencoded" };

describe("a body that is not UTF-8", () => {
  const hosted = () => `/events/${slug}`;
  const registrations = () => `/api/events/${slug}/registrations`;
  const post = (path: string, body: BodyInit, headers: Record<string, string> = asJson, method = "POST") =>
    call(path, { method, body, headers: { ...key(), ...headers } });
  const organisers = () => asAdmin({ headers: asJson }).headers as Record<string, string>;
  const kari = () => JSON.stringify(aBody(addressAt(slug, "kari"), { name }));

  it.each<[string, () => Promise<Response>]>([
    ["a registration", () => post(registrations(), latin1(kari()))],
    [
      "a registration that says so",
      () => post(registrations(), latin1(kari()), { "content-type": "application/json; charset=iso-8859-1" }),
    ],
    ["a registration in UTF-16", () => post(registrations(), utf16(kari()))],
    ["a registration by hand", () => post(registrations(), latin1(kari()), organisers())],
    ["a plain form", () => post(hosted(), latin1(`name=${name}`), asForm)],
    ["a plain form in percent signs", () => post(hosted(), "name=K%E5re+Sj%F8sen&x=100%", asForm)],
    ["a lost link", () => post(`/events/${slug}/lost-link`, "email=k%E5re%40example.no", asForm)],
    [
      "a definition",
      () =>
        post(`/api/events/${slug}`, latin1(JSON.stringify({ ...sample, slug, fundedBy: name })), organisers(), "PUT"),
    ],
    [
      "an announcement",
      () => post(`/api/events/${slug}/announcements`, latin1(JSON.stringify({ subject: { nb: name } })), organisers()),
    ],
    ["a token", () => post(`/api/events/${slug}/tokens`, latin1(JSON.stringify({ name })), organisers())],
    [
      "a link to sign in with",
      () => post("/sign-in", latin1(`email=${name}`), { ...asForm, "sec-fetch-site": "same-origin" }),
    ],
    ["a webhook", () => post("/webhooks/resend", latin1(JSON.stringify({ type: name })))],
  ])("is refused with the cure, and nothing is stored: %s", async (_, send) => {
    const before = await dumpOf();
    const response = await send();
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { type: "/problems/not-utf8", detail: expect.stringContaining("UTF-8") },
    ]);
    expect(await dumpOf()).toBe(before);
  });

  it("is refused on the manage page and for a correction", async () => {
    const { link } = await attend(slug, "kari");
    expect((await post(`${link}/change`, `name=K%E5re&seen=1`, asForm)).status).toBe(400);
    const id = (await exported(slug)).registrations[0]?.id;
    const path = `${registrations()}/${id}`;
    expect((await post(path, latin1(JSON.stringify({ name })), organisers(), "PATCH")).status).toBe(400);
    expect((await exported(slug)).registrations).toMatchObject([{ name: "Kari Nordmann" }]);
  });

  it("does not include a body with a byte order mark, or with stray percent signs", async () => {
    expect((await post(registrations(), `\ufeff${kari()}`)).status).toBe(201);
    expect((await exported(slug)).registrations).toMatchObject([{ name }]);
    const page = await call(hosted(), form({ name: "100% %zz Kåre %E5", "idempotency-key": "12345678" }));
    expect(page.status).toBe(422);
    expect((await post(hosted(), "name=100%+%zz&idempotency-key=12345678", asForm)).status).toBe(422);
  });
});
