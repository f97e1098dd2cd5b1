import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { FailureKind } from "../local/failures.ts";
import { passAQuarterOfAnHour, passTheNight, startForTest, type TestEnvironment } from "../local/for-tests.ts";

/**
 * People register while the provider fails in every way and the whole service is killed. The answers are then compared with
 * the stored data and with the e-mails that the provider has accepted.
 */
export interface Aftermath {
  /** Addresses that got a 201. */
  acknowledged: string[];
  /** Addresses in the export. */
  stored: string[];
  /** How many confirmations the provider has accepted for each stored address. */
  confirmations: Map<string, number>;
  /** For each announcement: the number of recipients, and the addresses for which the provider has accepted it. */
  announcements: Announced[];
  /** How often two consumers sent the same message at the same time. */
  overlaps: number;
  /** Seconds from the last start to the last e-mail. */
  recovery: number;
}

interface Announced {
  recipients: number;
  accepted: string[];
}

/** Shares of all requests; the provider accepts the rest. In addition every kind comes at least once. */
const shares: Partial<Record<FailureKind, number>> = {
  "500": 0.06,
  "502": 0.03,
  "429": 0.03,
  "422": 0.03,
  timeout: 0.01,
  reset: 0.06,
  "accept-then-drop": 0.06,
  "accept-then-timeout": 0.01,
  "accept-then-500": 0.06,
};

/** The kinds that end at once. */
const answeredKinds = (Object.keys(shares) as FailureKind[]).filter((kind) => !kind.endsWith("timeout"));

/**
 * The kills before which a quota is used up: that stops all mail until the new day, and the night passes while the service
 * is dead. Not the first, which comes during sending.
 */
const quotas: Record<number, FailureKind> = { 2: "daily-quota", 5: "monthly-quota" };

const REGISTRANTS = 6;

/**
 * How many people each registrant registers under one name if there is one kill: enough for every kind of failure. Otherwise
 * a busy machine would register hundreds more than it can send e-mails to before the test ends.
 */
const PEOPLE_OF_ONE_KILL = 15;

/** How long the service may take to recover after the last failure, in seconds. */
const RECOVERY_MAX = 240;

/**
 * One kill during sending, after every kind of failure has happened. The service is then dead for a quarter of an hour (the
 * test moves the clock instead of waiting), and the provider recovers meanwhile; people who register afterwards meet each
 * failure once more.
 */
export async function stormWithOneKill(): Promise<Aftermath> {
  return withStorm(PEOPLE_OF_ONE_KILL, async (service, crowd) => {
    const { standIn } = service;
    const announcing = subjects.map((subject) => announce(service, subject));
    await everyKindHasCome(service);
    await wait(Math.random() * 1000);
    await service.killWorker();
    passAQuarterOfAnHour(service.stateDir);
    standIn.stopFailing();
    crowd.name = "later";
    for (const kind of answeredKinds) standIn.failNext(kind, 1, "later");
    await service.restartWorker();
    return announcing;
  });
}

/** Kill after kill, in real time: messages leased by a dead Worker wait until their lease ends. */
export async function storm(kills: number): Promise<Aftermath> {
  return withStorm(Number.POSITIVE_INFINITY, async (service) => {
    const { standIn } = service;
    const announcing: Promise<number>[] = [];
    for (let kill = 0; kill < kills; kill++) {
      await wait(1500 + Math.random() * 2500);
      // Two, so that unconfirmed messages of the first meet new ones of the second.
      for (const [index, share] of [0.3, 0.6].entries())
        if (kill === Math.floor(kills * share)) announcing.push(announce(service, subjects[index] ?? ""));
      const quota = quotas[kill];
      if (quota) {
        standIn.failNext(quota);
        // The provider has answered so, and the service has received the answer or was about to.
        await everyKindHasCome(service);
        await wait(100);
      }
      await service.killWorker();
      if (quota) passTheNight(service.stateDir);
      await service.restartWorker();
    }
    return announcing;
  });
}

/** People who register one after the other, each with this name and a number. */
interface Crowd {
  name: string;
  /** How many people each registrant registers. */
  each: number;
}

/**
 * Runs `kill` while people register and the provider fails; it returns the number of recipients of each announcement. Then
 * stops all failures, and returns the result when every e-mail is accepted.
 */
async function withStorm(
  each: number,
  kill: (service: TestEnvironment, crowd: Crowd) => Promise<Promise<number>[]>,
): Promise<Aftermath> {
  // Webhooks come late: they also report an e-mail whose acceptance got lost, and would hide what the key is for.
  const service = await startForTest({ standIn: { latencyMs: 150, webhookTiming: { delayMs: 20_000 } } });
  try {
    const { standIn } = service;
    const crowd: Crowd = { name: "storm", each };
    const acknowledged: string[] = [];
    let over = false;
    const registrants = Array.from({ length: REGISTRANTS }, async (_, registrant) => {
      let known = 0;
      for (let name = crowd.name; !over; await wait(Math.random() * 300)) {
        if (name !== crowd.name) [name, known] = [crowd.name, 0];
        if (known === crowd.each) continue;
        const email = `${name}${registrant}-${known++}@example.no`;
        if (await register(service, email)) acknowledged.push(email);
      }
    });
    // Much more often than in production, so that queue and cron meet.
    const cron = (async () => {
      for (; !over; await wait(250)) await service.runCron().catch(() => {});
    })();
    for (const [kind, share] of Object.entries(shares) as [FailureKind, number][]) {
      standIn.failAt(kind, share);
      standIn.failNext(kind);
    }
    const announcing = await kill(service, crowd);
    const restarted = Date.now();
    await everyKindHasCome(service);
    over = true;
    await Promise.all([...registrants, cron]);
    standIn.stopFailing();
    return await bringInOrder(service, { acknowledged, recipients: await Promise.all(announcing), restarted });
  } finally {
    await service.stop();
  }
}

async function bringInOrder(
  service: TestEnvironment,
  told: { acknowledged: string[]; recipients: number[]; restarted: number },
): Promise<Aftermath> {
  const { acknowledged, recipients, restarted } = told;
  let stored: string[] = [];
  do {
    await service.runCron();
    await sendFailedAgain(service);
    await wait(250);
    stored = (await exportOf(service)).map(({ email }) => email);
  } while (!inOrder(service, stored, recipients) && Date.now() - restarted < RECOVERY_MAX * 1000);
  const { confirmed, announced } = acceptedBy(service);
  return {
    acknowledged,
    stored,
    confirmations: new Map(stored.map((email) => [email, confirmed.filter((to) => to === email).length])),
    announcements: recipients.map((count, index) => ({ recipients: count, accepted: announced[index] ?? [] })),
    overlaps: service.standIn.overlaps(),
    recovery: (Date.now() - restarted) / 1000,
  };
}

/** Waits until requests have used up every queued kind of failure. */
async function everyKindHasCome({ standIn }: TestEnvironment): Promise<void> {
  for (let moment = 0; moment < 600 && standIn.failuresLeft() > 0; moment++) await wait(100);
  if (standIn.failuresLeft() > 0) throw new Error(`${standIn.failuresLeft()} failures have not come about`);
}

const subjects = ["Ny inngang", "Enda en inngang"];

/** The recipients of accepted e-mails, one entry for each e-mail: confirmations, and each announcement. */
function acceptedBy({ standIn }: TestEnvironment): { confirmed: string[]; announced: string[][] } {
  const announced: string[][] = subjects.map(() => []);
  const confirmed: string[] = [];
  for (const { to, subject } of standIn.mails()) {
    const words = subjects.findIndex((begin) => subject.startsWith(begin));
    (announced[words] ?? confirmed).push(...to);
  }
  return { confirmed, announced };
}

function inOrder(service: TestEnvironment, stored: string[], recipients: number[]): boolean {
  const { confirmed, announced } = acceptedBy(service);
  const reached = new Set(confirmed);
  return (
    stored.every((email) => reached.has(email)) &&
    recipients.every((count, index) => (announced[index]?.length ?? 0) >= count)
  );
}

/** Sends until there is an answer, as people do, with the same key. Returns whether it was 201. */
async function register(service: TestEnvironment, email: string): Promise<boolean> {
  const person = { name: "Kari Nordmann", email, participation: "digital", partner: "stad", language: "nn" };
  for (let press = 0; press < 3; press++) {
    const answer = await post(service, "registrations", person, { "idempotency-key": `press-${email}` });
    if (answer?.status === 201) return true;
    await wait(Math.random() * 1000);
  }
  return false;
}

/** Sends until there is an answer, with the same key. Returns the number of recipients. */
async function announce(service: TestEnvironment, subject: string): Promise<number> {
  const words = { subject: { nb: subject }, text: { nb: "Bruk inngangen fra Storgata 2." } };
  const key = randomUUID();
  for (let ask = 0; ask < 100; ask++) {
    const answer = await post(service, "announcements", words, { "idempotency-key": key, ...asOrganiser(service) });
    if (answer?.status === 202) return (answer.body as { recipients: number }).recipients;
    await wait(300);
  }
  throw new Error("The announcement was never accepted");
}

const asOrganiser = ({ organiserToken }: TestEnvironment) => ({ authorization: `Bearer ${organiserToken}` });

/** null: no answer. */
async function post(
  { service, event }: TestEnvironment,
  path: string,
  body: object,
  headers: Record<string, string>,
): Promise<{ status: number; body: unknown } | null> {
  try {
    const response = await fetch(`${service}/api/events/${event.slug}/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    return null;
  }
}

async function get<T>(environment: TestEnvironment, path: string): Promise<T> {
  const { service, event } = environment;
  const response = await fetch(`${service}/api/events/${event.slug}/${path}`, { headers: asOrganiser(environment) });
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
  return (await response.json()) as T;
}

async function exportOf(environment: TestEnvironment): Promise<{ email: string }[]> {
  return (await get<{ registrations: { email: string }[] }>(environment, "export")).registrations;
}

/** What an organiser does with mail that the provider has refused for good. */
async function sendFailedAgain(environment: TestEnvironment): Promise<void> {
  const { messages } = await get<{ messages: { id: string }[] }>(environment, "undelivered");
  for (const { id } of messages) await post(environment, `messages/${id}/retry`, {}, asOrganiser(environment));
}
