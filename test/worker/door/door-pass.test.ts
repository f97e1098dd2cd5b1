/** What attendees show at the door: in e-mails, on the manage page, and where the QR code leads. */
import decodeQR from "qr/decode.js";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { readTicket } from "../../../worker/registration/ticket.ts";
import { call, deliverQueued, exported, mailsTo, threeTicks } from "../client.ts";
import { addressAt, aNewEvent, attend, press } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("billett");
});

const idOf = async (name: string) =>
  (await exported(slug)).registrations.find(({ email }) => email === addressAt(slug, name))?.id;

/** What a camera reads in an uncompressed PNG of one bit for each pixel. */
function readPicture(base64: string): string {
  const bytes = Uint8Array.fromBase64(base64);
  const view = new DataView(bytes.buffer);
  expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const size = view.getUint32(16);
  expect([view.getUint32(20), bytes[24], bytes[25]]).toEqual([size, 1, 0]);
  const rows = bytes.subarray(8 + 25 + 8 + 7);
  const width = Math.ceil(size / 8) + 1;
  const data = new Uint8Array(size * size * 4).fill(255);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const light = ((rows[y * width + 1 + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
      if (!light) data.fill(0, 4 * (y * size + x), 4 * (y * size + x) + 3);
    }
  return decodeQR({ width: size, height: size, data });
}

describe("the ticket of an attendee", () => {
  it("is in the confirmation as text and as a picture that a camera can read, which leads to the manage page", async () => {
    const { address, link } = await attend(slug, "kari");
    const [mail] = await mailsTo(address);
    const [, code = ""] = /Ser du ikkje biletet\? Koden er: ([2-9A-Z]{5})\n/.exec(mail?.text ?? "") ?? [];
    expect(code).not.toBe("");
    expect(mail?.html).toContain('<img src="cid:ticket"');
    const picture = mail?.attachments.find(({ contentId }) => contentId === "ticket");
    expect(picture).toMatchObject({ filename: `${code}.png`, contentType: "image/png" });
    const scanned = readPicture(picture?.content ?? "");
    expect(scanned).toMatch(/^HTTPS:\/\/PAMELDING\.EXAMPLE\.NO\/T\/[A-Z2-7]{40}$/);
    expect(readTicket(scanned)?.registration).toBe(await idOf("kari"));
    const answer = await call(new URL(scanned).pathname);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, link]);
    const page = await (await call(link)).text();
    expect(page).toContain(`<p class="code">${code}</p>`);
    expect(page).toContain(`aria-label="QR-kode til døra. Koden er ${code}."`);
  });

  it("is a code of 33 modules, in three kilobytes", async () => {
    const { address } = await attend(slug, "ola");
    const [mail] = await mailsTo(address);
    const bytes = Uint8Array.fromBase64(mail?.attachments.at(-1)?.content ?? "");
    expect(new DataView(bytes.buffer).getUint32(16) / 4 - 8).toBe(33);
    expect(bytes.length).toBeLessThan(4000);
  });

  it("is only for people with a place in the room", async () => {
    await attend(slug, "a");
    await attend(slug, "b");
    for (const [name, changes] of [
      ["digital", { participation: "digital" }],
      ["waits", {}],
    ] as const) {
      const { address, link } = await attend(slug, name, changes);
      const [mail] = await mailsTo(address);
      expect([name, mail?.attachments.some(({ contentId }) => contentId)]).toEqual([name, false]);
      expect(await (await call(link)).text()).not.toContain('class="qr"');
    }
    const gone = await attend(slug, "gone", { participation: "digital" });
    await press(gone, "cancel");
    expect(await (await call(gone.link)).text()).not.toContain('class="qr"');
  });

  it("is in the reminder as text, since the provider accepts no pictures in batches", async () => {
    const { address, link } = await attend(slug, "eva");
    const [, code = "no code"] = /<p class="code">(\w{5})</.exec(await (await call(link)).text()) ?? [];
    vi.setSystemTime("2026-12-14T11:00:00Z");
    await threeTicks();
    await deliverQueued();
    const reminder = (await mailsTo(address)).find(({ text }) => text?.includes("Vi minner om"));
    expect(reminder?.text).toContain(`Koden din ved døra: ${code}\n`);
    expect(reminder?.attachments).toEqual([]);
  });

  it.each(["A".repeat(40), "hei", "%F0%9F"])("that is none of ours leads nowhere: %s", async (secret) => {
    const answer = await call(`/T/${secret}`, { headers: { accept: "text/html" } });
    expect(answer.status).toBe(404);
  });
});
