import { readFileSync } from "node:fs";
import type { Figure } from "./figures.ts";
import { reasons } from "./reasons.ts";

/**
 * What a conference and a month at rest cost in list prices, from the table that test/worker/rules/cost-table.test.ts checks
 * against D1's counts. Prices of 26 November 2026, in US dollars, beyond what the plans include:
 * https://developers.cloudflare.com/workers/platform/pricing/, https://developers.cloudflare.com/d1/platform/pricing/,
 * https://developers.cloudflare.com/queues/platform/pricing/, https://resend.com/pricing
 */
const PER_MILLION = { requests: 0.3, rowsRead: 0.001, rowsWritten: 1, queueOperations: 0.4 };

/** What the free plans include per day. */
const FREE_A_DAY = {
  requests: 100_000,
  rowsRead: 5_000_000,
  rowsWritten: 100_000,
  queueOperations: 10_000,
  emails: 100,
};

type Usage = Record<keyof typeof FREE_A_DAY, number>;

/** What one attendee does: loads the form three times, registers, opens the link once, and gets three e-mails. */
const PERSON = { "embed script": 3, "registering, in person": 1, "manage page": 1 };
const EMAILS = 3;
/** Resend reports each e-mail as sent and as delivered. */
const NEWS = 2;
/** A queue counts writing, reading and deleting a message. */
const OPERATIONS = 3;

export async function bench(): Promise<Figure[]> {
  const person = ofPerson();
  const day = atRest();
  const figure = (what: string, value: number, unit: string, more: Partial<Figure> = {}): Figure => ({
    ...{ bench: "prices", what, value, unit, ...more },
  });
  const busiest = (people: number) =>
    (Object.keys(FREE_A_DAY) as (keyof Usage)[]).map((kind) => {
      // The reminder goes to everybody on one day.
      const used = kind === "emails" ? people : person[kind] * people + day[kind];
      const share = (used / FREE_A_DAY[kind]) * 100;
      return figure(`  of a free day, if all ${people} come on it: ${kind}`, share, "%", {
        ...{ aim: { atMost: 100 }, ...(kind === "emails" ? { why: reasons.reminderDay } : {}) },
      });
    });
  return [
    figure("1,000 registrations with all their e-mails, at Cloudflare", dollars(times(person, 1000)), "$"),
    figure("a month at rest, at Cloudflare", dollars(times(day, 30)), "$"),
    ...busiest(300),
  ];
}

/** Rows read and written by each operation. */
function costs(): Map<string, { read: number; written: number }> {
  const lines = readFileSync(new URL("../../worker/GROWTH.md", import.meta.url), "utf8").split("\n");
  return new Map(
    lines.flatMap((line) => {
      const [, what, , , read, written] = /^\| (.+?) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/.exec(line) ?? [];
      return what ? [[what, { read: Number(read), written: Number(written) }]] : [];
    }),
  );
}

function ofPerson(): Usage {
  const table = costs();
  const use = { requests: 0, rowsRead: 0, rowsWritten: 0, queueOperations: EMAILS * OPERATIONS, emails: EMAILS };
  const add = (what: string, count: number, requests: number) => {
    const cost = table.get(what);
    if (!cost) throw new Error(`worker/GROWTH.md does not say what "${what}" costs`);
    use.requests += count * requests;
    use.rowsRead += count * cost.read;
    use.rowsWritten += count * cost.written;
  };
  for (const [what, count] of Object.entries(PERSON)) add(what, count, 1);
  add("an e-mail, leased and sent", EMAILS, 0);
  add("what became of an e-mail, from Resend", EMAILS * NEWS, 1);
  return use;
}

/** A day without visitors on which the cron finds nothing to do. */
function atRest(): Usage {
  const three = costs().get("three ticks of the cron with nothing to do");
  if (!three) throw new Error("worker/GROWTH.md does not say what the cron costs");
  const ticks = 24 * 60;
  return {
    requests: ticks,
    rowsRead: (ticks / 3) * three.read,
    rowsWritten: (ticks / 3) * three.written,
    queueOperations: 0,
    emails: 0,
  };
}

const times = (usage: Usage, count: number): Usage =>
  Object.fromEntries(Object.entries(usage).map(([kind, used]) => [kind, used * count])) as Usage;

function dollars({ requests, rowsRead, rowsWritten, queueOperations }: Usage): number {
  const used = { requests, rowsRead, rowsWritten, queueOperations };
  return (Object.keys(used) as (keyof typeof used)[]).reduce(
    (sum, kind) => sum + (used[kind] / 1e6) * PER_MILLION[kind],
    0,
  );
}
