import { describe, expect, it } from "vitest";
import { type Language, languages } from "../../../worker/i18n/language.ts";
import { type PreviewedMail, previewMails, previewServiceMails, sampleInput } from "../../../worker/mail/preview.ts";
import { base64, renderMail } from "../../../worker/mail/render.tsx";
import type { Recipient, RenderInput } from "../../../worker/mail/render-input.ts";
import type { EventDefinition } from "../../../worker/registration/event-definition.ts";
import { timesOf } from "../../../worker/registration/event-times.ts";
import { type MessageKind, messageKinds } from "../../../worker/registration/message.ts";
import { anEvent } from "./an-event.ts";

const everyMail = previewMails(anEvent({ doorsOpen: "2023-11-21T08:30", fundedBy: "Norges forskningsråd" }));
const eachMail = everyMail.map((mail): [string, PreviewedMail] => [`${mail.name} (${mail.language})`, mail]);

/** Checks a rule for all e-mails, and names the one that breaks it. */
function rule(promise: string, hold: (mail: PreviewedMail) => void) {
  it(promise, () => {
    for (const [name, mail] of eachMail)
      try {
        hold(mail);
      } catch (error) {
        throw new Error(`${name}: ${error instanceof Error ? error.message : error}`);
      }
  });
}

function sample(
  kind: MessageKind,
  recipient: Partial<Recipient> = {},
  { event = anEvent(), language = "nb", ...rest }: Partial<RenderInput> & { event?: EventDefinition } = {},
) {
  const input = sampleInput(event, kind, language as Language, "in-person");
  return renderMail({ ...input, ...rest, recipient: { ...input.recipient, ...recipient } });
}

const unescaped = (html: string) =>
  html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

const bodyOf = (html: string) => html.slice(html.indexOf("<body"));
/** What a reader sees. */
const seen = (html: string) => unescaped(bodyOf(html).replace(/<[^>]+>/g, " ")).replace(/\s+/g, " ");
const hrefs = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, href = ""]) => unescaped(href));
const addressesIn = (text: string) => text.match(/https?:\/\/\S+/g) ?? [];
const inOrder = (links: Iterable<string>) => [...new Set(links)].sort();

function readable({ mail }: PreviewedMail): string {
  const { from, to, replyTo, subject, headers, attachments } = mail;
  const calendar = attachments.map(({ filename, contentType, content, contentId }) => [
    `== ${filename} (${contentType})`,
    contentId
      ? `shown as cid:${contentId}, ${content.length} characters`
      : new TextDecoder()
          .decode(Uint8Array.from(atob(content), (character) => character.charCodeAt(0)))
          .replaceAll("\r", ""),
  ]);
  return [
    `From: ${from}`,
    `To: ${to}`,
    ...(replyTo === undefined ? [] : [`Reply-To: ${replyTo}`]),
    `Subject: ${subject}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "",
    "== text",
    mail.text,
    "== html",
    bodyOf(mail.html).replace(/></g, ">\n<"),
    "",
    ...calendar.flat(),
  ].join("\n");
}

describe("every e-mail", () => {
  it.each(eachMail)("%s reads as it was read and approved", async (_name, mail) => {
    await expect(readable(mail)).toMatchFileSnapshot(`__snapshots__/${mail.name}.${mail.language}.snap`);
  });

  it.each(previewServiceMails())("$name in $language reads as it was read and approved", async (mail) => {
    await expect(readable(mail)).toMatchFileSnapshot(`__snapshots__/${mail.name}.${mail.language}.snap`);
  });

  it("is previewed, for each kind of message in each language", () => {
    const previewed = new Set(everyMail.map(({ kind, language }) => `${kind} ${language}`));
    expect(previewed).toEqual(new Set(messageKinds.flatMap((kind) => languages.map((to) => `${kind} ${to}`))));
  });

  rule("has nothing left to fill in", ({ mail }) => {
    for (const part of [mail.subject, mail.text, seen(mail.html), ...hrefs(mail.html)])
      expect(part).not.toMatch(/[{}]|undefined|\bnull\b|NaN|\[object/);
  });

  rule("has the same links in both parts, all of them absolute", ({ mail }) => {
    const links = hrefs(mail.html);
    for (const link of links) expect(link).toMatch(/^(https:\/\/|mailto:)/);
    expect(inOrder(addressesIn(mail.text))).toEqual(inOrder(links.filter((link) => link.startsWith("https:"))));
    for (const link of links.filter((other) => other.startsWith("mailto:")))
      expect(mail.text).toContain(link.replace("mailto:", ""));
  });

  rule("says the same in both parts", ({ mail }) => {
    // Only the text part has written addresses and a signature line; only the HTML has the preview and the calendar leaf.
    const words = (part: string) => part.replace(/https?:\/\/\S+|(?<=\s)-+(?=\s)|[:\s\u00a0\u200c]+/g, "");
    const html = bodyOf(mail.html)
      .replace(/<div.*?<\/div>/, "")
      .replace(/<table[^>]*class="tile".*?<\/table>/, "");
    expect(words(seen(html))).toBe(words(mail.text));
  });

  rule("has no line in the text part that a mail program would break, and one calendar address at most", ({ mail }) => {
    for (const address of addressesIn(mail.text)) expect(address.length).toBeLessThan(150);
    const calendars = addressesIn(mail.text).filter((address) => /calendar|\.ics/.test(address));
    const given = mail.attachments.some(({ contentType }) => contentType.includes("PUBLISH"));
    expect(calendars).toHaveLength(given ? 1 : 0);
    expect(mail.html).not.toMatch(/calendar\.google|outlook\./);
  });

  rule("is in one language", ({ language, mail }) => {
    const own = (part: string) => part.replaceAll("Hvordan få til samskaping i praksis?", "");
    for (const part of [own(mail.subject), own(mail.text)]) {
      if (language !== "nb") expect(part).not.toMatch(/\b(ikke|jeg|hvor|fra|noe|påmeldingen|lenken)\b/i);
      if (language !== "nn") expect(part).not.toMatch(/\b(ikkje|eg|kvar|frå|noko|påmeldinga|lenkja)\b/i);
      if (language !== "en") expect(part).not.toMatch(/\b(the|you|your|registration)\b/i);
    }
    expect(mail.html).toContain(`<html lang="${language}"`);
  });

  rule("loads nothing and runs nothing", ({ mail }) => {
    // Except an attached picture.
    const html = mail.html.replaceAll(/<img src="cid:ticket" [^>]*>/g, "");
    expect(html).not.toMatch(/<(img|script|link|iframe|form|object)\b|url\(|@import|\son\w+=|\bsrc=/i);
  });

  rule("has one main heading, and tables that are no tables to a screen reader", ({ mail }) => {
    expect(mail.html.match(/<h1/g)).toHaveLength(1);
    for (const table of mail.html.match(/<table[^>]*>/g) ?? []) expect(table).toContain('role="presentation"');
  });

  rule("has no letters smaller than 16 pixels", ({ mail }) => {
    const shown = bodyOf(mail.html).replace(/<div style="display:none.*?<\/div>/, "");
    for (const [, size] of shown.matchAll(/font-size:(\d+)px/g)) expect(Number(size)).toBeGreaterThanOrEqual(16);
  });

  rule("says that no machine need answer, and offers no unsubscribing", ({ kind, mail }) => {
    expect(mail.headers).toEqual({
      // Not on text that a person wrote (RFC 3834 section 5).
      ...(kind === "announcement" ? {} : { "Auto-Submitted": "auto-generated" }),
      "X-Auto-Response-Suppress": "OOF, AutoReply",
      "X-Entity-Ref-ID": expect.stringMatching(/./),
    });
    expect(mail.replyTo).toBe("konferanse@example.no");
    expect(mail.to).toBe("kari@example.no");
  });

  rule("has a subject that fits in a line beside the title", ({ mail }) => {
    expect(mail.subject.replace("Hvordan få til samskaping i praksis?", "").length).toBeLessThanOrEqual(78);
  });

  rule(
    "shows in a list of e-mails when and where, or the organiser's words, never its subject again",
    ({ kind, mail }) => {
      const preview = unescaped(/<div style="display:none[^>]*>([^<]*)</.exec(mail.html)?.[1] ?? "").replace(
        /[\u00a0\u200c]+/g,
        "",
      );
      expect(preview.length).toBeGreaterThan(10);
      expect(mail.subject.startsWith(preview.split(/[.:]/)[0] ?? "")).toBe(false);
      if (
        !["announcement", "erased", "address-changed", "confirm-address", "sign-in", "announcement-test"].includes(kind)
      )
        expect(preview).toMatch(/2023.*, \S/);
    },
  );

  rule("names the organiser above the ticket and below it, and who pays for the event", ({ mail }) => {
    expect(mail.from).toBe('"Eksempelinstituttet via Påmelding" <pamelding@example.no>');
    expect(mail.text.startsWith("Eksempelinstituttet\n")).toBe(true);
    expect(mail.text).toMatch(
      /(Arrangør:|Organised by) Eksempelinstituttet\. (Finansiert av|Funded by) Norges forskningsråd\./,
    );
  });

  rule("has one button, and none where there is nothing to open", ({ kind, mail }) => {
    const buttons = mail.html.match(/<a class="on-button"/g) ?? [];
    expect(buttons).toHaveLength(["erased", "address-changed"].includes(kind) ? 0 : 1);
  });

  rule(
    "says who, when and where on the ticket, in both parts; or says nothing of a registration that is not theirs",
    ({ kind, name, mail, language }) => {
      const stub = mail.text.split("\n\n").slice(1, 3).join("\n");
      if (["erased", "address-changed", "confirm-address", "sign-in", "announcement-test"].includes(kind)) {
        expect(mail.text).not.toContain("Kari");
        return;
      }
      // An offered place has no name yet.
      if (kind === "invitation") expect(stub).not.toMatch(/Hvem|Kven|Who/);
      else expect(stub).toMatch(/(Hvem|Kven|Who): Kari Nordmann/);
      expect(stub).toContain("2023");
      expect(stub).toMatch(language === "en" ? /09:00–13:00/ : /kl\. 09\.00–13\.00/);
      const digital = /digital/.test(name) && !/event-changed/.test(name);
      expect(stub).toMatch(digital ? /digitalt|online/ : /Oslo Kongressenter/);
    },
  );

  rule("is grey with the day struck through if and only if it is about what is cancelled", ({ name, kind, mail }) => {
    const cancelled = /cancelled|handed-over/.test(name) || kind === "erased";
    if (kind !== "erased") expect(/<td class="void"/.test(mail.html)).toBe(cancelled);
    expect(/line-through/.test(mail.html)).toBe(/<td class="void"/.test(mail.html));
  });

  rule("that waits or is held says so in its heading or in a row, and a held one until when", ({ name, mail }) => {
    const stub = mail.text.split("\n\n").slice(1, 3).join("\n");
    if (/waitlisted/.test(name) && !/held|event-|reminder/.test(name)) expect(stub).toMatch(/venteliste|waiting list/i);
    expect(/(Frist|Confirm by): \S+ 14/.test(stub)).toBe(/held|hold-/.test(name));
  });

  rule("has a subject of at most 60 characters, where its own words leave room, and does not shout", ({ mail }) => {
    const before = mail.subject.indexOf(": ");
    expect(mail.subject.length).toBeLessThanOrEqual(Math.max(60, before + 2 + 24));
    expect(mail.subject).not.toContain("!");
  });

  rule("does not call itself the last, since an organiser may write again", ({ mail }) => {
    expect(mail.text).not.toMatch(/siste e-post|last email|den siste/i);
  });

  rule("fits in what Gmail shows without cutting", ({ mail }) => {
    expect(new TextEncoder().encode(mail.html).length).toBeLessThan(102_000);
  });
});

describe("a title in another language than the e-mail", () => {
  it("is marked everywhere, so that it is read aloud correctly (WCAG 3.1.2)", () => {
    const html = bodyOf(sample("confirmation", {}, { language: "nn" }).html);
    const title = "Hvordan få til samskaping i praksis?";
    expect(html.split(`<span lang="nb">${title}</span>`)).toHaveLength(2);
    expect(html.split(title)).toHaveLength(2);
  });

  it("is not marked when the languages are the same", () => {
    expect(bodyOf(sample("confirmation").html)).not.toContain(" lang=");
  });
});

describe("the sender", () => {
  const fromOf = (name: string) =>
    sample(
      "confirmation",
      {},
      { event: anEvent({ organiser: { name, email: "konferanse@example.no", public: false } }) },
    ).from;

  it.each([
    ['Stad "kommune" & co', '"Stad \\"kommune\\" & co via Påmelding" <pamelding@example.no>'],
    ["Back\\slash", '"Back\\\\slash via Påmelding" <pamelding@example.no>'],
    ["A\r\nBcc: ola@example.no", '"A Bcc: ola@example.no via Påmelding" <pamelding@example.no>'],
    ["A <ola@example.no>, B", '"A ola@example.no, B via Påmelding" <pamelding@example.no>'],
    ["\u202eonroN", '"onroN via Påmelding" <pamelding@example.no>'],
  ])("named %j is one name and the service's own address", (name, from) => {
    expect(fromOf(name)).toBe(from);
  });

  it("with a long name is cut between words", () => {
    expect(fromOf(`Senter for ${"samskaping ".repeat(15)}`)).toMatch(
      /^"Senter for (samskaping )*samskaping… via Påmelding" </,
    );
    expect(fromOf("Å".repeat(200)).length).toBeLessThan(110);
  });
});

describe("a partner's colour", () => {
  const partners = (accent?: string) => ({
    eksempel: {
      name: "Eksempel kommune",
      language: "nn",
      site: "https://www.example.no",
      ...(accent ? { accent } : {}),
    },
  });

  it("is used for the button and the month, in light and dark mode", () => {
    const { html } = sample("confirmation", {}, { event: anEvent({ partners: partners("#7a1f3d") }) });
    expect(html).toMatch(/<td class="button"[^>]*background-color:#7a1f3d/);
    expect(html).toMatch(/<td class="month"[^>]*background-color:#7a1f3d/);
    const dark = /@media \(prefers-color-scheme:dark\)\{.*\.button\{background-color:(#\w{6})/.exec(html)?.[1];
    expect(dark).not.toBe("#7a1f3d");
    expect(sample("confirmation").html).not.toContain("#7a1f3d");
  });

  it("is that of the partner whose page the attendee came from", () => {
    const event = anEvent({ partners: { ...partners("#7a1f3d"), annan: { ...partners("#0d4f43").eksempel } } });
    expect(sample("confirmation", {}, { event, partner: "annan" }).html).toContain("#0d4f43");
    expect(sample("confirmation", {}, { event, partner: "annan" }).html).not.toContain("#7a1f3d");
  });
});

describe("a reminder", () => {
  it("has beside its button one link for who can't come, to a page that asks", () => {
    const { html, text } = sample("reminder");
    expect(text).toMatch(/Kan du ikke komme likevel\? Meld deg av: https:\S+\/registrations\/\S+\/cancel\n/);
    expect(hrefs(html).filter((link) => link.endsWith("/cancel"))).toHaveLength(1);
  });
});

describe("an e-mail with an errand of its own", () => {
  it("has its action as the button, and the manage link as text", () => {
    const { html } = sample("stream", { participation: "digital" });
    expect(html).toMatch(/<a class="on-button" href="https:\/\/pamelding\.example\.no\/s\/[^"]+"/);
    expect(html).toMatch(/<a class="link" href="[^"]*\/registrations\/[^"]*"[^>]*>Endre eller meld deg av</);
  });
});

describe("a confirmation", () => {
  it("tells when the doors open, only if that is known", () => {
    const doorsOpen = "2023-11-21T08:30";
    expect(sample("confirmation", {}, { event: anEvent({ doorsOpen }) }).text).toContain("Dørene åpner kl. 08.30.");
    expect(sample("confirmation").text).not.toContain("Dørene");
    expect(sample("confirmation").text).toContain("Du trenger ikke å skrive ut noe.");
  });

  it("gives the person's status when it is sent, not when it was queued", () => {
    expect(sample("confirmation", { participation: "digital" }).subject).toMatch(/^Du er med digitalt: /);
    expect(sample("confirmation", { status: "waitlisted", position: 3 }).text).toContain(
      "Du er blant de ti første på ventelisten.",
    );
    expect(sample("confirmation", { status: "cancelled" }).subject).toMatch(/^Du er meldt av: /);
    expect(sample("promoted", { status: "cancelled" }).subject).toMatch(/^Du er meldt av: /);
    expect(sample("cancelled", { status: "confirmed" }).subject).toMatch(/^Du har plass: /);
  });

  it("to an attendee on the waiting list offers digital participation where the event has it and they have not", () => {
    const waiting = { status: "waitlisted", position: 1 } as const;
    const tip = "Du kan delta digitalt mens du venter";
    expect(sample("confirmation", waiting).text).toContain(tip);
    expect(sample("confirmation", { ...waiting, digitalMeanwhile: true }).text).not.toContain(tip);
    const inPersonOnly = anEvent({ participation: { inPerson: { capacity: 1 } } });
    expect(sample("confirmation", waiting, { event: inPersonOnly }).text).not.toContain(tip);
  });

  it("to an attendee on the waiting list whose position is not known leaves it out", () => {
    const { text, html } = sample("confirmation", { status: "waitlisted", position: null });
    expect(text).toContain("Du står på ventelisten.");
    expect(`${text}${html}`).not.toMatch(/blant|null/);
  });

  it("to an attendee who takes part digitally has their own link to the stream, and says when it comes again", () => {
    const digital = { participation: "digital" } as const;
    const streamUrl = "https://strom.example.no/direkte";
    const event = anEvent({ participation: { digital: { streamUrl } } });
    const dayBefore = timesOf(event).starts - 12 * 3_600_000;
    const isOut = sample("confirmation", digital, { event, writtenAt: dayBefore });
    const link = /https:\/\/pamelding\.example\.no\/s\/\S+/.exec(isOut.text)?.[0] ?? "";
    expect(isOut.text).toContain(`Du har din egen lenke til sendingen. Følg sendingen her: ${link}`);
    expect(hrefs(isOut.html)).toContain(link);
    expect(sample("confirmation", digital, { event }).text).toContain("Vi sender den igjen dagen før. Følg");
    const late = timesOf(event).starts - 3_600_000;
    const later = { mails: { streamLink: event.starts } };
    const lateEvent = anEvent({ participation: { digital: { streamUrl } }, ...later });
    expect(sample("confirmation", digital, { event: lateEvent, writtenAt: late }).text).toContain(
      "Vi sender den igjen før sendingen starter. Følg",
    );
    const never = anEvent({ participation: { digital: { streamUrl } }, mails: { streamLink: null } });
    expect(sample("confirmation", digital, { event: never }).text).toContain("til sendingen. Følg");
    for (const { text, html } of [isOut, sample("confirmation", digital, { event })])
      expect(text + html).not.toContain(streamUrl);
    expect(sample("confirmation", {}, { event, writtenAt: dayBefore }).text).not.toContain("/s/");
  });

  it("names the time zone for readers who may be in another one", () => {
    expect(sample("confirmation", { participation: "digital" }).text).toContain("kl. 09.00–13.00 (norsk tid)");
    expect(sample("confirmation", {}, { language: "en" }).text).toContain("09:00–13:00 (Norwegian time)");
    expect(sample("confirmation").text).toContain("kl. 09.00–13.00\n");
    expect(sample("confirmation", {}, { event: anEvent({ timeZone: "Europe/Helsinki" }) }).text).toContain(
      "kl. 09.00–13.00 (Europe/Helsinki)",
    );
  });

  it("tells a recipient who did not register what to do", () => {
    const notMe = /\/registrations\/\S+\/not-me/;
    expect(sample("confirmation").text).toMatch(notMe);
    expect(sample("colleague").text).toMatch(notMe);
    expect(sample("changed").text).not.toMatch(notMe);
  });

  it.each<[MessageKind, Partial<Recipient>, RegExp]>([
    ["promoted", { status: "cancelled" }, /^Du er meldt av/],
    ["promoted", { participation: "digital" }, /^Du er med digitalt/],
    ["colleague", { status: "cancelled", inviter: "Ola Nordmann" }, /^Du er meldt av/],
    ["cancelled", {}, /^Du har plass: /],
  ])("tells who has changed their mind since how they stand: %s to %o", (kind, recipient, subject) => {
    expect(sample(kind, recipient).subject).toMatch(subject);
  });

  it("to a colleague names who registered them, and survives that person's erasure", () => {
    expect(sample("colleague", { inviter: "Ola Nordmann" }).text).toContain("Ola Nordmann har gitt oss navnet");
    const orphan = sample("colleague", { inviter: null });
    expect(orphan.subject).toMatch(/^Du har plass: /);
    expect(orphan.text).not.toContain("null");
  });
});

describe("the calendar file", () => {
  const fileOf = ({ attachments: [attachment] }: ReturnType<typeof sample>) =>
    attachment && {
      ...attachment,
      content: new TextDecoder().decode(Uint8Array.from(atob(attachment.content), (c) => c.charCodeAt(0))),
    };
  const methodOf = (mail: ReturnType<typeof sample>) => /METHOD:(\w+)/.exec(fileOf(mail)?.content ?? "")?.[1];

  const waiting = { status: "waitlisted", position: 1 } as const;

  it.each<[MessageKind, Partial<Recipient>, string | undefined]>([
    ["confirmation", {}, "PUBLISH"],
    ["confirmation", { participation: "digital" }, "PUBLISH"],
    ["confirmation", waiting, undefined],
    ["confirmation", { ...waiting, digitalMeanwhile: true }, "PUBLISH"],
    ["confirmation", { status: "cancelled" }, "CANCEL"],
    ["colleague", {}, "PUBLISH"],
    ["colleague", waiting, undefined],
    ["promoted", {}, "PUBLISH"],
    ["changed", {}, "PUBLISH"],
    ["changed", waiting, undefined],
    ["event-changed", {}, "PUBLISH"],
    ["event-changed", waiting, undefined],
    ["event-changed", { ...waiting, digitalMeanwhile: true }, "PUBLISH"],
    ["changed", { ...waiting, digitalMeanwhile: true }, "PUBLISH"],
    ["event-cancelled", {}, "CANCEL"],
    ["event-cancelled", waiting, undefined],
    ["event-cancelled", { ...waiting, digitalMeanwhile: true }, "CANCEL"],
    ["cancelled", { status: "cancelled" }, "CANCEL"],
    ["already", {}, undefined],
    ["lost-link", {}, undefined],
    ["erased", {}, undefined],
  ])("of %s to %o has the method %s, in the file as in its type", (kind, recipient, method) => {
    const mail = sample(kind, recipient);
    expect(methodOf(mail)).toBe(method);
    expect(fileOf(mail)?.contentType).toBe(method && `text/calendar; charset=utf-8; method=${method}`);
    // A reader is told about a file that adds an entry, not about one that removes it.
    expect(mail.text.includes("Kalenderfilen ligger ved.")).toBe(method === "PUBLISH");
  });

  it("contains neither the person nor their link", () => {
    for (const { mail } of everyMail)
      for (const { content } of mail.attachments) {
        const file = atob(content).replaceAll("\r\n ", "");
        expect(file).not.toMatch(/Kari Nordmann|kari@example|registrations/);
      }
  });

  it("carries the SEQUENCE of this person's entry, whether it gives or takes back", () => {
    expect(fileOf(sample("confirmation", {}, { calendarSequence: 2 }))?.content).toContain("SEQUENCE:2");
    const cancelled = sample("cancelled", { status: "cancelled" }, { calendarSequence: 3 });
    expect(fileOf(cancelled)?.content).toContain("SEQUENCE:3");
  });

  it("keeps letters beyond Latin-1 in base64", () => {
    const text = "æøå Đỗ 🎉".repeat(20_000);
    const octets = Uint8Array.from(atob(base64(new TextEncoder().encode(text))), (character) =>
      character.charCodeAt(0),
    );
    expect(new TextDecoder().decode(octets)).toBe(text);
  });

  it("is not offered for an event that will not take place", () => {
    const mail = sample("confirmation", {}, { event: anEvent({ cancelled: { reason: { nb: "Sykdom" } } }) });
    expect(mail.attachments).toEqual([]);
    expect(mail.text).not.toContain("Kalenderfilen");
  });
});

describe("an event that was cancelled before the e-mail was sent", () => {
  const cancelled = anEvent({ cancelled: { reason: { nb: "Sykdom" } } });

  it.each(["confirmation", "colleague", "already", "promoted", "changed"] as const)(
    "gives no place: %s says so",
    (kind) => {
      const mail = sample(kind, {}, { event: cancelled });
      expect(mail.subject).toMatch(/^Avlyst/);
      expect(mail.text).toContain("Sykdom");
      expect(mail.attachments).toEqual([]);
    },
  );
});

describe("an e-mail about an erased registration", () => {
  const { text, html } = sample("erased");

  it("has no name and no manage link", () => {
    expect(text).toContain("Hei!");
    expect(`${text}${html}`).not.toMatch(/Kari|\/registrations\//);
  });
});

describe("what strangers write", () => {
  const html = '<img src=x onerror=alert(1)>"&';

  it("is never markup", () => {
    const mail = sample("colleague", { name: html, inviter: html });
    expect(mail.html).not.toContain("<img src=x");
    expect(seen(mail.html)).toContain("<img src=x onerror=alert(1)>");
  });

  it("is never a link", () => {
    const { text, html: page } = sample("colleague", {
      name: "Vinn på gevinst.example",
      inviter: "http://gevinst.example/a me@gevinst.example",
    });
    for (const part of [text, page]) expect(part).not.toMatch(/gevinst\.example|http:\/\/g|me@gevinst/);
  });

  it("leaves ordinary names as they are", () => {
    const name = "Bjørn Åge O'Næss-Đỗ jr.";
    expect(sample("confirmation", { name }).text).toContain(`Hei, ${name}\n`);
  });

  it("never ends a header", () => {
    const mail = sample(
      "colleague",
      { inviter: "Ola\r\nBcc: ola@example.no" },
      { event: anEvent({ title: { nb: "A\nB" } }) },
    );
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.subject).toMatch(/A B$/);
  });

  it("does not turn the sentence around it", () => {
    const { text } = sample("colleague", { name: "Ola \u202egnarts", inviter: "شخص ما" });
    expect(text).not.toContain("\u202e");
    expect(text).toContain("\u2068شخص ما\u2069 har gitt oss navnet");
  });

  it("is not read as a placeholder", () => {
    expect(sample("confirmation", { name: "{manageUrl}" }).text).toContain("Hei, {manageUrl}\n");
  });

  it("leaves room in the subject for the rest, even if it is long", () => {
    const { subject } = sample("colleague", { inviter: "Å".repeat(100) });
    expect(subject.replace("Hvordan få til samskaping i praksis?", "").length).toBeLessThanOrEqual(78);
  });
});
