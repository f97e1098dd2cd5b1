import { setTimeout as wait } from "node:timers/promises";
import { passTheNight, startForTest, type TestEnvironment } from "../local/for-tests.ts";

/**
 * `npm run bench:mail`: how long a confirmation takes when nothing else is to do, and how fast a backlog drains. The provider
 * is the stand-in, which answers at once, so that what is measured is our own time.
 */

const RATE = 50;
const IDLE = 200;
const BACKLOG = 1000;

const service = await startForTest({ resendRate: RATE });
try {
  await idle(service);
  await backlog(service);
  await many(service);
} finally {
  await service.stop();
}

/** Registers one digital participant; answers when 201 was there, in milliseconds of `performance.now()`. */
async function register({ service: url, event }: TestEnvironment, email: string): Promise<number> {
  const person = { name: "Kari Nordmann", email, participation: "digital", partner: "stad", language: "nn" };
  const response = await fetch(`${url}/api/events/${event.slug}/registrations`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `bench-${email}` },
    body: JSON.stringify(person),
  });
  const at = performance.now();
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  await response.arrayBuffer();
  return at;
}

async function idle(environment: TestEnvironment): Promise<void> {
  const times: number[] = [];
  for (let n = 0; n < IDLE; n++) {
    const email = `idle${n}@example.no`;
    const answered = await register(environment, email);
    await environment.standIn.waitForMail(({ to }) => to.includes(email), 30_000);
    times.push(performance.now() - answered);
    await wait(60);
  }
  times.sort((a, b) => a - b);
  const percentile = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]?.toFixed(1);
  console.log(`201 to accepted, ${IDLE} one after the other: p50 ${percentile(0.5)} ms, p99 ${percentile(0.99)} ms`);
}

/** People register while the day's quota is used up; then it is the next day. */
async function backlog(environment: TestEnvironment): Promise<void> {
  const { standIn } = environment;
  standIn.failNext("daily-quota");
  await register(environment, "first@example.no");
  await until(() => standIn.failuresLeft() === 0);
  for (let start = 0; start < BACKLOG; start += 10)
    await Promise.all(Array.from({ length: 10 }, (_, n) => register(environment, `backlog${start + n}@example.no`)));
  // Until the last of them is held back, too, and no longer leased.
  await wait(2_000);
  await environment.killWorker();
  passTheNight(environment.stateDir);
  await environment.restartWorker();
  await drain(environment, "Mail to one, one a request", BACKLOG + 1, () => environment.runCron());
}

async function many(environment: TestEnvironment): Promise<void> {
  const { service: url, event, organiserToken } = environment;
  const people = IDLE + BACKLOG + 1;
  await drain(environment, "Mail to many, a hundred a request", people, async () => {
    const response = await fetch(`${url}/api/events/${event.slug}/announcements`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${organiserToken}`,
        "content-type": "application/json",
        "idempotency-key": "bench-announcement",
      },
      body: JSON.stringify({ subject: { nb: "Ny inngang" }, text: { nb: "Bruk inngangen fra Storgata 2." } }),
    });
    if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  });
}

/** From the first to the last that the provider accepts. */
async function drain(
  { standIn }: TestEnvironment,
  what: string,
  count: number,
  begin: () => Promise<void>,
): Promise<void> {
  const before = standIn.mails().length;
  const requests = standIn.requests();
  const done = () => standIn.mails().length - before;
  // The cron may go on sending until it answers.
  const begun = begin();
  await until(() => done() > 0);
  const first = performance.now();
  await until(() => done() >= count);
  const seconds = (performance.now() - first) / 1000;
  await begun;
  const asked = standIn.requests() - requests;
  const [mails, turns] = [count / seconds, asked / seconds].map((rate) => rate.toFixed(1));
  const share = ((count / seconds / RATE) * 100).toFixed(0);
  console.log(
    `${what}: ${count} e-mails in ${seconds.toFixed(1)} s, ${mails} a second (${share} % of RESEND_RATE=${RATE}); ${asked} requests, ${turns} a second`,
  );
}

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 300_000; !holds(); await wait(5))
    if (Date.now() > deadline) throw new Error("This takes too long");
}
