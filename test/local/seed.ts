import { readFileSync } from "node:fs";
import type { z } from "zod";
import type { eventDefinition } from "../../worker/registration/event-definition.ts";
import { StartError } from "./settings.ts";

/** An event as an organiser writes it. */
export type Definition = z.input<typeof eventDefinition>;

export function samskaping2023(): Definition {
  const file = new URL("../demo/samskaping-2023.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Definition;
}

/** One of the organiser's own questions, with places. */
const table: Extract<NonNullable<Definition["questions"]>[number], object> = {
  key: "rundebord",
  type: "choice",
  label: {
    nb: "Hvilket rundebord vil du sitte ved?",
    nn: "Kva rundebord vil du sitje ved?",
    en: "Which round table would you like to join?",
  },
  participation: "in-person",
  options: [
    {
      key: "unge",
      label: { nb: "Unge i planleggingen", nn: "Unge i planlegginga", en: "Young people in planning" },
      capacity: 12,
    },
    { key: "bygd", label: { nb: "Bygd og by", nn: "Bygd og by", en: "Town and country" }, capacity: 12 },
    { key: "frivillige", label: { nb: "Frivillige", nn: "Frivillige", en: "Volunteers" }, capacity: 12 },
  ],
};

/** The same conference, on a coming Tuesday at least three weeks after `now`, with 40 places and open for registration. */
export function comingSamskaping(now: Date): Definition {
  const past = samskaping2023();
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: past.timeZone, dateStyle: "short" }).format(now);
  const tuesday = 2;
  const weekday = new Date(`${addDays(today, 21)}T00:00Z`).getUTCDay();
  const day = addDays(today, 21 + ((tuesday - weekday + 7) % 7));
  const clock = (local: string) => local.slice(local.indexOf("T"));
  return {
    ...past,
    slug: "samskaping",
    starts: day + clock(past.starts),
    ends: day + clock(past.ends),
    doorsOpen: `${day}T08:30`,
    registrationOpens: `${addDays(today, -7)}T00:00`,
    registrationCloses: `${addDays(day, -5)}T00:00`,
    participation: { ...past.participation, inPerson: { capacity: 40, waitlist: true } },
    questions: [...(past.questions ?? []), table],
  };
}

/** `day` as 2026-11-24. In UTC every day has 24 hours. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Stores the event, unless one with its slug exists; returns the stored one. */
export async function seedEvent(service: string, adminToken: string, definition: Definition): Promise<Definition> {
  const address = `${service}/api/events/${definition.slug}`;
  const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
  const there = await fetch(address);
  await there.arrayBuffer();
  if (there.status === 404) {
    const answer = await fetch(address, { method: "PUT", headers, body: JSON.stringify(definition) });
    if (!answer.ok) throw await failed(`PUT ${address}`, answer);
    await answer.arrayBuffer();
    return definition;
  }
  if (!there.ok) throw new StartError(`GET ${address} answered ${there.status}.`);
  // A restart finds the event of the first start, with its own dates.
  const stored = await fetch(`${address}/definition`, { headers });
  if (!stored.ok) throw await failed(`GET ${address}/definition`, stored);
  return (await stored.json()) as Definition;
}

/** The stored token if it still works, or else a new one. */
export async function organiserToken(options: {
  service: string;
  adminToken: string;
  slug: string;
  kept: string | null;
}): Promise<string> {
  const address = `${options.service}/api/events/${options.slug}`;
  if (options.kept) {
    const answer = await fetch(`${address}/definition`, { headers: { authorization: `Bearer ${options.kept}` } });
    await answer.arrayBuffer();
    if (answer.status !== 401 && answer.status !== 403) return options.kept;
  }
  const answer = await fetch(`${address}/tokens`, {
    method: "POST",
    headers: { authorization: `Bearer ${options.adminToken}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "npm start", scopes: ["read", "read:needs", "manage"] }),
  });
  if (!answer.ok) throw await failed(`POST ${address}/tokens`, answer);
  return ((await answer.json()) as { token: string }).token;
}

async function failed(request: string, answer: Response): Promise<StartError> {
  return new StartError(`${request} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
}
