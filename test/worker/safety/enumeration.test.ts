/** Attacks on "no answer tells whether an address is registered": whatever strangers type, they see the same for both. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { aBody, call, exported, mailsTo, register } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { addressAt, aNewEvent, attend, linkIn, press } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("kjend", {
    participation: { inPerson: { capacity: 20, waitlist: true }, digital: { capacity: null, streamUrl: null } },
  });
});

/** Removes what always differs between two people: addresses, secrets, ids and times. */
const anonymous = (text: string) =>
  text
    .replace(/[\w.-]+@example\.no/g, "ADDRESS")
    .replace(/(registrations|calendar|s)\/[\w-]+/g, "$1/SECRET")
    .replace(/\b[0-9a-f]{32}\b/g, "ID")
    .replace(/\b[0-9a-f-]{36}\b/g, "PROVIDER-ID")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|\d{8}T\d{6}Z/g, "TIME");

const calendarOf = (content: string) =>
  new TextDecoder().decode(Uint8Array.from(atob(content), (octet) => octet.charCodeAt(0))).replace(/\r\n /g, "");

describe("a stranger who types an attendee's address, and themselves as a colleague", () => {
  /** Everything that the stranger sees: the answer, the e-mail, the manage page, the download. */
  async function seenBy(stranger: string, target: string) {
    const address = addressAt(slug, stranger);
    const answer = await register(
      slug,
      aBody(target, {
        name: "Ola Nes",
        participation: "digital",
        colleagues: [{ name: "Per Framand", email: address }],
      }),
    );
    const mails = await mailsTo(address);
    const link = linkIn(mails[0]);
    const page = await call(link);
    const download = await call(`${link}/data.json`);
    const [, colleague] = (await exported(slug)).registrations.slice(-2);
    const seen = [
      answer.status,
      [...answer.headers].filter(([name]) => name !== "date"),
      await answer.text(),
      mails.map(({ subject, text, html, headers, attachments }) => [
        subject,
        text,
        html,
        headers,
        attachments.map(({ content }) => calendarOf(content)),
      ]),
      await page.text(),
      await download.text(),
    ];
    return { seen: anonymous(JSON.stringify(seen)), mails, colleague };
  }

  it("sees the same whether the address was registered, had cancelled, or was never known", async () => {
    const registered = await attend(slug, "registrert", { name: "Kari Hemmeleg" });
    const left = await attend(slug, "avmeldt", { name: "Mari Hemmeleg" });
    await press(left, "cancel");
    const unknown = addressAt(slug, "ukjend");
    const seen = [
      await seenBy("ein", registered.address),
      await seenBy("to", unknown),
      await seenBy("tre", left.address),
    ];
    for (const one of seen) {
      expect(one.seen).toBe(seen[0]?.seen);
      expect(one.seen).not.toContain("Hemmeleg");
      // Named as typed, as GDPR Article 14 wants the source named.
      expect(one.mails[0]?.text).toContain("Ola Nes");
    }
  });

  it("gets no id that begins with the other's time of registering, and neither do readers of the list", async () => {
    vi.setSystemTime(Date.now() - 86_400_000);
    const registered = await attend(slug, "registrert", { name: "Kari Hemmeleg" });
    const [{ id } = { id: "" }] = (await exported(slug)).registrations;
    vi.setSystemTime(Date.now() + 86_400_000);
    const { mails } = await seenBy("ein", registered.address);
    expect(JSON.stringify([mails, await (await call(`${linkIn(mails[0])}/data.json`)).text()])).not.toContain(
      id.slice(0, 12),
    );
    const stranger = (await exported(slug)).registrations.find(({ email }) => email === addressAt(slug, "ein"));
    expect(stranger?.invitedBy).toBeNull();
  });
});

describe("the name of an inviter", () => {
  const named = async () => (await dumpOf(["message"])).includes("Ola Innbydar");
  const invite = (name: string) =>
    register(
      slug,
      aBody(addressAt(slug, `${name}.leiar`), {
        name: "Ola Innbydar",
        participation: "digital",
        colleagues: [{ name: "Per Nes", email: addressAt(slug, name) }],
      }),
    );

  it("is stored with the colleague's e-mail until that is sent, and no longer", async () => {
    await invite("per");
    expect(await named()).toBe(true);
    expect((await mailsTo(addressAt(slug, "per")))[0]?.text).toContain("Ola Innbydar har gitt oss");
    expect(await named()).toBe(false);
  });

  it("is deleted at once if the inviter is erased before it is sent", async () => {
    await invite("pal");
    await env.DB.prepare("DELETE FROM registration WHERE email = ?").bind(addressAt(slug, "pal.leiar")).run();
    expect(await named()).toBe(false);
    expect((await mailsTo(addressAt(slug, "pal")))[0]?.text).toContain("Nokon andre har meldt deg på");
  });
});

describe("two people with one mailbox", () => {
  const typed = async (address: string, changes: Record<string, unknown>) =>
    register(slug, aBody(address, { participation: "digital", ...changes }));

  it("the second person is told by e-mail that they are not registered, by name, and what to do; the screen does not show it", async () => {
    const post = addressAt(slug, "post");
    const { address } = await attend(slug, "post", { name: "Kari Nes", participation: "digital" });
    const answers = [
      await typed(address, { name: "Per Nes" }),
      await typed(addressAt(slug, "ny"), { name: "Per Nes" }),
    ];
    const [first, second] = await Promise.all(
      answers.map(async (answer) => [answer.status, [...answer.headers], await answer.text()]),
    );
    expect(first).toEqual(second);
    const mail = (await mailsTo(post)).at(-1);
    expect(mail?.text).toContain("Hei, Kari Nes");
    expect(mail?.text).toContain("Per Nes er ikkje meld på");
    expect(mail?.text).toContain("meld på den andre med ei anna adresse");
    expect(mail?.text).toContain(`/events/${slug}?partner=stad`);
    expect((await exported(slug)).registrations.filter(({ email }) => email === post)).toMatchObject([
      { name: "Kari Nes" },
    ]);
  });

  it("as a colleague, too", async () => {
    const { address } = await attend(slug, "felles", { name: "Kari Nes", participation: "digital" });
    await typed(addressAt(slug, "leiar"), { colleagues: [{ name: "Li Vik", email: address }] });
    expect((await mailsTo(address)).at(-1)?.text).toContain("Li Vik er ikkje meld på");
  });

  it("a person with a slightly different spelling of the name is not told of another person", async () => {
    const { address } = await attend(slug, "kari", { name: "Kari Nes", participation: "digital" });
    await typed(address, { name: "KARI  nes" });
    expect((await mailsTo(address)).at(-1)?.text).not.toContain("er ikkje meld på");
  });

  it("a typed name becomes no link and no separate line", async () => {
    const { address } = await attend(slug, "kari", { participation: "digital" });
    await typed(address, { name: "Per\r\nNes a.b" });
    const mail = (await mailsTo(address)).at(-1);
    expect(mail?.text).toContain("Per Nes a.\u2060b er ikkje meld på");
    expect(mail?.subject).not.toContain("Per");
  });
});

describe("a stranger who counts places before and after typing an address", () => {
  /** What the public can see of how full an event is: texts and their ETags. */
  async function publicView(): Promise<unknown> {
    const paths = [
      `/api/events/${slug}?partner=stad`,
      `/embed/${slug}/stad.js`,
      `/events/${slug}?partner=stad`,
      `/events/${slug}.ics`,
    ];
    return Promise.all(
      paths.map(async (path) => {
        const answer = await call(path);
        // The hosted page contains its signed time of rendering.
        const text = (await answer.text()).replace(/name="(opened|idempotency-key|[\w-]+)" value="[^"]{20,}"/g, "");
        return [path, answer.headers.get("etag"), text];
      }),
    );
  }

  it.each([
    ["many", 20],
    ["few", 9],
  ])(
    "sees no difference while there are %s: not in the event, the script, the page, nor in an ETag",
    async (_, capacity) => {
      const inPerson = { capacity, waitlist: true };
      slug = await aNewEvent("teljing", { participation: { inPerson } });
      const { address } = await attend(slug, "registrert");
      const before = await publicView();
      for (const typed of [address, addressAt(slug, "ukjend")]) {
        await register(slug, aBody(typed));
        expect(await publicView()).toEqual(before);
      }
      const [api] = before as [string, string, string][];
      expect(JSON.parse(api?.[2] ?? "{}")).toMatchObject({ fewLeft: capacity < 10 });
    },
  );

  it("learns nothing from the own positions: not in the answer, the e-mail, the manage page or the download", async () => {
    slug = await aNewEvent("teljing", { participation: { inPerson: { capacity: 1, waitlist: true } } });
    const { address } = await attend(slug, "registrert");
    await attend(slug, "andre");
    const own = async (name: string) => {
      const answer = await register(slug, aBody(addressAt(slug, name), { waitlist: true }));
      const mails = await mailsTo(addressAt(slug, name));
      const link = linkIn(mails[0]);
      const [page, download] = [await (await call(link)).text(), await (await call(`${link}/data.json`)).text()];
      return anonymous(
        JSON.stringify([await answer.text(), mails.map(({ text, html }) => [text, html]), page, download]),
      );
    };
    const first = await own("ein");
    await register(slug, aBody(address, { waitlist: true }));
    const second = await own("to");
    await register(slug, aBody(addressAt(slug, "ukjend"), { waitlist: true }));
    const third = await own("tri");
    expect(second).toBe(first);
    expect(third).toBe(first);
    expect(first).toContain("blant dei ti første");
  });
});
