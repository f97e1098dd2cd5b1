import { setTimeout as wait } from "node:timers/promises";
import { type Figure, median } from "./figures.ts";
import { load } from "./load.ts";
import { crowded, fill, registering, roomy } from "./people.ts";
import { type Runtime, startRuntime } from "./runtime.ts";

/**
 * How fast e-mail is sent: a backlog, through the queue filled by the cron; and one confirmation when there is nothing else
 * to do. The provider is the stand-in, which answers at once, so that only our own time is measured.
 */
const RATE = 50;
const BACKLOG = 1000;
const IDLE = 50;

export async function bench(): Promise<Figure[]> {
  const runtime = await startRuntime({ resendRate: RATE });
  try {
    const idle = await confirmations(runtime);
    await runtime.putEvent("backlog", crowded);
    await fill(runtime, "backlog", { to: BACKLOG, waiting: true });
    const before = runtime.standIn.mails().length;
    const times: number[] = [];
    const cron = runtime.runCron();
    for (let done = 0; done < BACKLOG; await wait(5)) {
      const now = performance.now();
      const accepted = runtime.standIn.mails().length - before;
      for (; done < accepted; done++) times.push(now);
    }
    await cron;
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    return [
      {
        bench: "mail",
        what: `a backlog of ${BACKLOG} at RESEND_RATE=${RATE}`,
        value: seconds,
        unit: "s",
        floor: { what: "the rate", value: BACKLOG / RATE },
        ratio: seconds / (BACKLOG / RATE),
        aim: { atMost: 1.05 },
      },
      { bench: "mail", what: "from 201 to the provider's acceptance", value: idle, unit: "ms" },
    ];
  } finally {
    await runtime.stop();
  }
}

/** Milliseconds from the answer to the acceptance, one registration after the other. */
async function confirmations(runtime: Runtime): Promise<number> {
  await runtime.putEvent("idle", roomy);
  const times: number[] = [];
  for (let n = 0; n < IDLE; n++) {
    const ask = registering(runtime.service, "idle");
    const { email } = JSON.parse(ask.body ?? "") as { email: string };
    await load(() => ask, { count: 1, atOnce: 1, status: 201 });
    const answered = performance.now();
    await runtime.standIn.waitForMail(({ to }) => to.includes(email), 30_000);
    times.push(performance.now() - answered);
    // So that the rate allows the next at once.
    await wait(2000 / RATE);
  }
  return median(times);
}
