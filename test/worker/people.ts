/** What attendees do, and what they find in their e-mail, for tests that begin after registering. */
import { env } from "cloudflare:test";
import ICAL from "ical.js";
import { vi } from "vitest";
import { recordDelivery } from "../../worker/storage/delivery-status.ts";
import type { AcceptedMail } from "../local/mail.ts";
import { type Definition, duringRegistration, sample } from "./builders.ts";
import { aBody, call, first, form, mailsTo, put, register } from "./client.ts";

let events = 0;

/** Stores a new event, with registration open and no request made to the provider yet. */
export async function aNewEvent(name: string, changes: Partial<Definition> = {}): Promise<string> {
  vi.setSystemTime(duringRegistration);
  // The tests of a file share a database, and some move the clock back.
  await first.prepare("UPDATE send_rate SET paused_until = 0, slots = '[]'").run();
  const slug = `${name}-${++events}`;
  const response = await put({ ...sample, ...changes, slug });
  if (response.status !== 201) throw new Error(await response.text());
  return slug;
}

/** An address that no other test writes to: the stand-in's inbox is shared by all. */
export function addressAt(slug: string, name: string): string {
  return `${name}.${slug}@example.no`;
}

export interface Attendee {
  address: string;
  /** `/registrations/{secret}`, from the first e-mail. */
  link: string;
}

/** The path of the manage link in an e-mail. */
export function linkIn(mail: AcceptedMail | undefined): string {
  const link = /https:\/\/pamelding\.example\.no(\/registrations\/[\w-]+)/.exec(mail?.text ?? "")?.[1];
  if (!link) throw new Error(`No manage link in ${mail?.subject}`);
  return link;
}

/** Registers an attendee, on the waiting list if the event is full, and waits for the e-mail. */
export async function attend(slug: string, name: string, changes: Record<string, unknown> = {}): Promise<Attendee> {
  const address = addressAt(slug, name);
  const response = await register(slug, aBody(address, { waitlist: true, ...changes }));
  if (response.status !== 201) throw new Error(await response.text());
  return { address, link: linkIn((await mailsTo(address)).at(-1)) };
}

export function press(attendee: Attendee, action: string, fields: Record<string, string> = {}): Promise<Response> {
  return call(`${attendee.link}/${action}`, form(fields));
}

/** The id of the latest e-mail to an address. */
export function latestMessageTo(address: string): Promise<string | null> {
  return env.DB.prepare(
    `SELECT message.id FROM message JOIN registration ON registration.id = message.registration
     WHERE email = ? ORDER BY seq DESC LIMIT 1`,
  )
    .bind(address)
    .first<string>("id");
}

/** What the provider's webhook would do once the latest e-mail to an address has arrived, or was reported as spam. */
export async function deliveredTo(
  address: string,
  status: "delivered" | "complained" = "delivered",
  db: D1Database = env.DB,
): Promise<void> {
  const message = await latestMessageTo(address);
  if (!message) return;
  const news = { id: crypto.randomUUID(), message, providerId: null, status, reason: null };
  await recordDelivery(db, { ...news, address: null }, Date.now());
}

/** "Du har plass": subjects without the event's title. */
export async function subjectsTo(address: string): Promise<string[]> {
  return (await mailsTo(address)).map(({ subject }) => subject.split(":")[0] ?? "");
}

/** The calendar entry that an e-mail brings, as another program reads it. */
export function calendarIn(mail: AcceptedMail | undefined) {
  const content = mail?.attachments[0]?.content;
  if (!content) throw new Error(`No calendar file with ${mail?.subject}`);
  const text = new TextDecoder().decode(Uint8Array.from(atob(content), (octet) => octet.charCodeAt(0)));
  return readCalendar(text);
}

/** The path of the calendar address in an e-mail. */
export function calendarAddressIn(mail: AcceptedMail | undefined): string {
  const address = /https:\/\/pamelding\.example\.no(\/calendar\/[\w-]+\.ics)/.exec(mail?.text ?? "")?.[1];
  if (!address) throw new Error(`No calendar address in ${mail?.subject}`);
  return address;
}

export function readCalendar(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const vevent = calendar.getFirstSubcomponent("vevent");
  if (!vevent) throw new Error("no VEVENT");
  const { uid, sequence, summary, location } = new ICAL.Event(vevent);
  return {
    method: calendar.getFirstPropertyValue("method"),
    status: vevent.getFirstPropertyValue("status"),
    starts: vevent.getFirstPropertyValue("dtstart")?.toString(),
    uid,
    sequence,
    summary,
    location,
  };
}
