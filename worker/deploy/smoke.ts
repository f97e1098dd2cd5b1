import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";

/**
 * Uses a deployed service as its users do: creates an event, loads its form, registers an attendee, waits until the e-mail
 * is accepted, finds it in the list, erases the attendee, and deletes the event. The event is the script's own and the
 * attendee a rehearsal; only two lines in the admin's audit log stay.
 *
 *   ADMIN_TOKEN=… npm run smoke -- https://HOST
 *   ADMIN_TOKEN=… npm run smoke -- https://HOST --to me@example.no
 */

export interface SmokeOptions {
  service: string;
  adminToken: string;
  /** The recipient of the e-mail. */
  to: string;
  /** How long the e-mail may take. */
  patienceMs: number;
  say(sentence: string): void;
}

/** Resend accepts e-mail to this address, and delivers it to nobody (resend.com/docs/dashboard/emails/send-test-emails). */
export const TEST_ADDRESS = "delivered@resend.dev";

const POLL_MS = 1000;
const DAY = 86_400_000;

interface Row {
  id: string;
  email: string;
  mail: { status: string } | null;
}

/** An error with a sentence for the operator. */
export class SmokeError extends Error {
  override name = "SmokeError";
}

/** @throws SmokeError at the first step that fails; the event is deleted even then */
export async function smoke({ service, adminToken, to, patienceMs, say }: SmokeOptions): Promise<void> {
  const slug = `smoke-${randomUUID().slice(0, 8)}`;
  const event = `/api/events/${slug}`;

  async function ask(method: string, path: string, body?: object): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${adminToken}`, "idempotency-key": randomUUID() };
    if (body) headers["content-type"] = "application/json";
    const init = {
      method,
      headers,
      signal: AbortSignal.timeout(30_000),
      ...(body ? { body: JSON.stringify(body) } : {}),
    };
    return fetch(service + path, init).catch((error: Error) => {
      throw new SmokeError(`${method} ${path} got no answer: ${error.message}`);
    });
  }
  async function expectStatus(status: number, method: string, path: string, body?: object): Promise<string> {
    const answer = await ask(method, path, body);
    const text = await answer.text();
    if (answer.status === status) return text;
    throw new SmokeError(`${method} ${path} answered ${answer.status}, not ${status}: ${text.slice(0, 800)}`);
  }
  const list = async () =>
    (JSON.parse(await expectStatus(200, "GET", `${event}/export?rehearsals=only`)) as { registrations: Row[] })
      .registrations;

  async function acceptedMail(): Promise<string> {
    let status = "";
    for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await wait(POLL_MS)) {
      status = (await list())[0]?.mail?.status ?? "none";
      if (["sent", "delivered", "delayed"].includes(status)) return status;
      if (["failed", "bounced", "complained"].includes(status)) break;
    }
    throw new SmokeError(`The e-mail is "${status}" after ${patienceMs / 1000} seconds. GET /health may say why.`);
  }

  const { status } = JSON.parse(await expectStatus(200, "GET", "/health")) as { status: string };
  say(`health: ${status}`);
  try {
    await expectStatus(201, "PUT", event, definitionOf(slug, Date.now()));
    say(`event: ${slug}`);
    if (!(await expectStatus(200, "GET", `/embed/${slug}/smoke.js`)).includes(slug))
      throw new SmokeError("The embed script does not know the event");
    await expectStatus(200, "GET", `/events/${slug}`);
    say("form: there");
    await expectStatus(201, "POST", `${event}/registrations`, {
      ...{ partner: "smoke", language: "nb", name: "Prøve", email: to, participation: "digital", waitlist: false },
      rehearsal: true,
    });
    say("registered: a rehearsal");
    say(`e-mail to ${to}: ${await acceptedMail()}`);
    const [row] = await list();
    if (row?.email.toLowerCase() !== to.toLowerCase()) throw new SmokeError(`The list does not have ${to}`);
    say("export: has it");
    await expectStatus(204, "DELETE", `${event}/registrations/${row.id}`);
    if ((await list()).length > 0) throw new SmokeError("The list still has whom it has erased");
    say("erased");
  } finally {
    const deletion = await ask("DELETE", `${event}?confirm-erasures=0`);
    await deletion.text();
    // 404 means that there was no event yet.
    if (deletion.status === 200) say("event: deleted");
    else if (deletion.status !== 404) say(`The event ${slug} is still there (${deletion.status}): delete it by hand.`);
  }
}

/** An event a month from now, which nobody is told about. */
function definitionOf(slug: string, now: number): object {
  const day = (days: number) => new Date(now + days * DAY).toISOString().slice(0, 10);
  const someone = { name: "Drift", email: "drift@example.no" };
  return {
    slug,
    title: { nb: "Prøve av tjenesten" },
    timeZone: "Europe/Oslo",
    starts: `${day(30)}T09:00`,
    ends: `${day(30)}T10:00`,
    registrationOpens: `${day(-1)}T00:00`,
    registrationCloses: `${day(29)}T00:00`,
    participation: { digital: {} },
    programme: [],
    organiser: { ...someone, public: false },
    contacts: { practical: someone },
    questions: [],
    partners: { smoke: { name: "Prøve", language: "nb", site: "https://example.no" } },
    retention: { needsDays: 1, registrationsDays: 1 },
    privacy: {
      basis: "agreement",
      dataProtectionOfficer: null,
      processors: ["Cloudflare", "Resend"].map((name) => ({
        ...{ name, purpose: { nb: "prøve" }, country: { nb: "USA" }, transfer: "dpf", link: "https://example.no" },
      })),
    },
  };
}

if (import.meta.main) {
  const options = { to: { type: "string", default: TEST_ADDRESS } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [service = ""] = positionals;
  const adminToken = process.env.ADMIN_TOKEN ?? "";
  if (!adminToken || !URL.canParse(service)) {
    console.error("ADMIN_TOKEN=… npm run smoke -- https://HOST [--to ADDRESS]");
    process.exit(2);
  }
  const say = (sentence: string) => console.log(sentence);
  try {
    await smoke({ service: new URL(service).origin, adminToken, to: values.to, patienceMs: 180_000, say });
    say("All of it works.");
  } catch (error) {
    if (!(error instanceof SmokeError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
