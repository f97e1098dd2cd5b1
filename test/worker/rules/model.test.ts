/**
 * Random histories of an event against a model of the rules that fits on a page. After every step D1 must agree with the
 * model about who has a place, who waits and in which order, and the counters and the change feed with the rows.
 */
import { env } from "cloudflare:test";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Participation } from "../../../worker/registration/places.ts";
import { admit, type Places } from "../../../worker/registration/places.ts";
import {
  cancelRegistration,
  changeRegistration,
  eraseRegistration,
  restoreRegistration,
} from "../../../worker/storage/acts.ts";
import { findEvent, saveEvent } from "../../../worker/storage/events.ts";
import { findRegistration } from "../../../worker/storage/registrations.ts";
import { submit } from "../../../worker/storage/submissions.ts";
import { anAddress, anEvent, aRequest, duringRegistration } from "../builders.ts";
import { checkConsistency, stateOf } from "./state.ts";

const PEOPLE = ["ada", "bo", "cai", "dag", "eli", "frøya"].map(
  (name, index) => `${name.replace("ø", "o")}${index}@example.no`,
);

interface Person {
  status: "confirmed" | "waitlisted" | "cancelled";
  participation: Participation;
  meanwhile: boolean;
}

/** What should be true. The line is the order of `line`; nothing here counts in SQL. */
class Model {
  people = new Map<string, Person>();
  line: string[] = [];
  promotes: boolean;
  capacity: number | null;
  digitalCapacity: number | null;
  waitlist: boolean;

  constructor(capacity: number | null, digitalCapacity: number | null, waitlist: boolean, promotes: boolean) {
    this.promotes = promotes;
    this.capacity = capacity;
    this.digitalCapacity = digitalCapacity;
    this.waitlist = waitlist;
  }

  #count(counts: (person: Person) => boolean) {
    return [...this.people.values()].filter(counts).length;
  }

  places(): Places {
    return {
      inPersonCapacity: this.capacity,
      digitalCapacity: this.digitalCapacity,
      waitlist: this.waitlist,
      inPersonTaken: this.#count(
        ({ status, participation }) => status === "confirmed" && participation === "in-person",
      ),
      digitalTaken: this.#count((p) => (p.status === "confirmed" && p.participation === "digital") || p.meanwhile),
      waiting: this.line.length,
    };
  }

  /** True if one more may have it at once. */
  vacant(participation: Participation) {
    return admit(this.places(), { participation, waitlist: false, people: 1 }).outcome === "admitted";
  }

  enter(email: string, participation: Participation) {
    const seat = this.vacant(participation);
    this.people.set(email, { status: seat ? "confirmed" : "waitlisted", participation, meanwhile: false });
    if (!seat) this.line.push(email);
  }

  leaveLine(email: string) {
    this.line = this.line.filter((other) => other !== email);
  }

  promote() {
    while (this.promotes && this.line.length > 0) {
      const { inPersonTaken } = this.places();
      if (this.capacity !== null && inPersonTaken >= this.capacity) return;
      const next = this.line.shift() as string;
      this.people.set(next, { status: "confirmed", participation: "in-person", meanwhile: false });
    }
  }
}

/** The event under test: its slug, its version, and a clock that sometimes stands still. */
interface Real {
  slug: string;
  version: number;
  now: number;
}

type Step =
  | { act: "register"; who: number[]; participation: Participation; waitlist: boolean }
  | { act: "cancel" | "restore" | "erase"; who: number }
  | { act: "move"; who: number; participation: Participation }
  | { act: "meanwhile"; who: number; on: boolean }
  | { act: "capacity"; capacity: number | null; digital: number | null }
  | { act: "promotion ends" };

const who = fc.nat({ max: PEOPLE.length - 1 });
const participation = fc.constantFrom<Participation>("in-person", "in-person", "digital");
const capacity = fc.option(fc.nat({ max: 3 }), { freq: 8 });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant("register" as const),
      who: fc.uniqueArray(who, { minLength: 1, maxLength: 3 }),
      participation,
      waitlist: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ act: fc.constantFrom("cancel" as const, "restore" as const, "erase" as const), who }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("move" as const), who, participation }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("meanwhile" as const), who, on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("capacity" as const), capacity, digital: capacity }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("promotion ends" as const) }) },
);

const history = fc.record({
  capacity,
  digital: capacity,
  waitlist: fc.constantFrom(true, true, true, false),
  // Free seats beside a line exist only after promotion has ended, so some histories begin there.
  promotes: fc.boolean(),
  steps: fc.array(fc.record({ step, passes: fc.nat({ max: 2 }) }), { minLength: 1, maxLength: 25 }),
});

async function define(real: Real, model: Model) {
  const saved = await saveEvent(
    env.DB,
    anEvent({
      slug: real.slug,
      promotionEnds: model.promotes ? "2026-12-15T09:00" : "2026-11-01T09:00",
      participation: {
        inPerson: { capacity: model.capacity, waitlist: model.waitlist },
        digital: { capacity: model.digitalCapacity },
      },
    }),
    real.version,
    null,
    real.now,
  );
  expect(saved).not.toBeNull();
  real.version = (await findEvent(env.DB, real.slug))?.version ?? 0;
}

async function idOf(slug: string, email: string): Promise<string> {
  const row = await env.DB.prepare("SELECT id FROM registration WHERE event = ? AND email_key = ?")
    .bind(slug, email)
    .first();
  return String(row?.id ?? "");
}

/** Takes one step in both worlds; their outcomes must agree. */
async function take(step: Step, model: Model, real: Real) {
  const { slug, now } = real;
  if (step.act === "capacity" || step.act === "promotion ends") {
    if (step.act === "capacity") [model.capacity, model.digitalCapacity] = [step.capacity, step.digital];
    else model.promotes = false;
    await define(real, model);
    return model.promote();
  }
  if (step.act === "register") {
    const [first = "", ...others] = step.who.map((index) => PEOPLE[index] ?? "");
    const wish = { participation: step.participation, waitlist: step.waitlist, people: step.who.length };
    const expected = admit(model.places(), wish);
    const outcome = await submit(env.DB, {
      event: slug,
      eventVersion: real.version,
      key: crypto.randomUUID(),
      body: "",
      request: aRequest(first, {
        participation: step.participation,
        waitlist: step.waitlist,
        colleagues: others.map((email) => ({ name: "Ola Nordmann", email: anAddress(email) })),
      }),
      consentWording: "",
      now,
    });
    expect(outcome.outcome).toBe(expected.outcome === "full" ? "full" : "stored");
    if (outcome.outcome === "stored") expect(admit(outcome.before, wish)).toEqual(expected);
    if (expected.outcome === "full") return;
    for (const email of [first, ...others])
      if ((model.people.get(email)?.status ?? "cancelled") === "cancelled") model.enter(email, step.participation);
    return;
  }

  const email = PEOPLE[step.who] ?? "";
  const person = model.people.get(email);
  const registration = await findRegistration(env.DB, await idOf(slug, email));
  expect(registration === null).toBe(person === undefined);
  if (!person || !registration) return;

  const answers = { name: "Kari Nordmann", organisation: null, role: null, question: null, needs: null };
  switch (step.act) {
    case "cancel": {
      const { outcome } = await cancelRegistration(env.DB, registration, now);
      expect(outcome).toBe(person.status === "cancelled" ? "refused" : "done");
      model.leaveLine(email);
      model.people.set(email, { ...person, status: "cancelled", meanwhile: false });
      return model.promote();
    }
    case "restore": {
      const welcome =
        person.status === "cancelled" &&
        (model.vacant(person.participation) || (person.participation === "in-person" && model.waitlist));
      const { outcome } = await restoreRegistration(env.DB, registration, real.version, now);
      expect(outcome).toBe(welcome ? "done" : "refused");
      if (welcome) model.enter(email, person.participation);
      return;
    }
    case "erase": {
      await eraseRegistration(env.DB, registration, step.who % 2 === 0, now);
      model.leaveLine(email);
      model.people.delete(email);
      return model.promote();
    }
    case "move": {
      const { participation } = step;
      const moves = participation !== person.participation;
      const room =
        participation === "digital"
          ? model.vacant("digital") || person.meanwhile
          : model.vacant("in-person") || model.waitlist;
      const done = person.status !== "cancelled" && (!moves || room);
      const { outcome } = await changeRegistration(
        env.DB,
        registration,
        { ...answers, participation },
        "",
        real.version,
        now,
      );
      // Whoever waits online meanwhile and stays needs no second digital place.
      expect(outcome).toBe(done ? "done" : "refused");
      if (!done || !moves) return;
      model.leaveLine(email);
      if (participation === "digital")
        model.people.set(email, { status: "confirmed", participation, meanwhile: false });
      else if (model.vacant("in-person"))
        model.people.set(email, { status: "confirmed", participation, meanwhile: false });
      else {
        model.people.set(email, { status: "waitlisted", participation, meanwhile: true });
        model.line.push(email);
      }
      return model.promote();
    }
    case "meanwhile": {
      const takes = person.status === "waitlisted" && step.on;
      const done = person.status !== "cancelled" && (!takes || person.meanwhile || model.vacant("digital"));
      const change = { ...answers, digitalMeanwhile: step.on };
      const { outcome } = await changeRegistration(env.DB, registration, change, "", real.version, now);
      expect(outcome).toBe(done ? "done" : "refused");
      if (done && person.status === "waitlisted") model.people.set(email, { ...person, meanwhile: step.on });
    }
  }
}

async function compare(model: Model, slug: string) {
  const state = await stateOf(slug);
  checkConsistency(state);
  const people = state.rows.map((row) => [
    row.email,
    { status: row.status, participation: row.participation, meanwhile: row.digital_meanwhile === 1 },
  ]);
  expect(Object.fromEntries(people)).toEqual(Object.fromEntries(model.people));
  expect(state.rows.filter((row) => row.status === "waitlisted").map((row) => row.email)).toEqual(model.line);
}

describe("every history of an event", () => {
  const numRuns = Number(import.meta.env.HISTORIES ?? 150);
  it(
    `ends as the rules say, at every step (${numRuns} random histories)`,
    async () => {
      let histories = 0;
      await fc.assert(
        fc.asyncProperty(history, async ({ capacity, digital, waitlist, promotes, steps }) => {
          const model = new Model(capacity, digital, waitlist, promotes);
          const real: Real = { slug: `model-${++histories}`, version: 0, now: duringRegistration };
          await define(real, model);
          for (const { step, passes } of steps) {
            real.now += passes;
            await take(step, model, real);
            await compare(model, real.slug);
          }
        }),
        { numRuns, endOnFailure: false },
      );
    },
    // About 50 ms a history.
    60_000 + numRuns * 500,
  );
});
