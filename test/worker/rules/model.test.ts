/**
 * Random histories of an event against a model of the rules that fits on a page. After every step D1 must agree with the
 * model about who has a place, who waits and in which order, and the counters and the change feed with the rows.
 */
import { env } from "cloudflare:test";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Participation } from "../../../worker/registration/capacity.ts";
import { admit, type Capacity } from "../../../worker/registration/capacity.ts";
import { chosenAmong } from "../../../worker/registration/choice-places.ts";
import { ownQuestion, placesOf } from "../../../worker/registration/own-questions.ts";
import { takingPlace } from "../../../worker/registration/pending-address.ts";
import { changeRegistration } from "../../../worker/storage/change-registration.ts";
import { recordDelivery } from "../../../worker/storage/delivery-status.ts";
import { previewEvent } from "../../../worker/storage/event-preview.ts";
import { findEvent, saveEvent } from "../../../worker/storage/events.ts";
import { colleagueNow, takePlace } from "../../../worker/storage/hand-over.ts";
import { endHolds } from "../../../worker/storage/holds.ts";
import { askMailbox, endPending } from "../../../worker/storage/pending-addresses.ts";
import {
  cancelRegistration,
  eraseRegistration,
  purgeRehearsals,
  restoreRegistration,
  verifyAddress,
} from "../../../worker/storage/registration-updates.ts";
import { findRegistration, type Registration } from "../../../worker/storage/registrations.ts";
import { submit } from "../../../worker/storage/submissions.ts";
import { anAddress, anEvent, aRequest, duringRegistration } from "../builders.ts";
import { seeded } from "../random.ts";
import { workshop } from "../workshops.ts";
import { checkConsistency, placesIn, stateOf } from "./state.ts";

const PEOPLE = ["ada", "bo", "cai", "dag", "eli", "froya", "gro", "hal"].map(
  (name, index) => `${name}${index}@example.no`,
);

interface Person {
  email: string;
  rehearsal: boolean;
  status: "confirmed" | "waitlisted" | "cancelled";
  participation: Participation;
  meanwhile: boolean;
  /** Restored, verified or handed over: a bounce does not cancel it any more. */
  back: boolean;
  /** How many people had registered before: people who leave and come back keep it, but not their position. */
  number: number;
  /** When the hold on the place ends if the address is not verified; null: verified, or not required. */
  heldUntil: number | null;
  /** Whether they have chosen the workshop; with a place in the event they then have one in it. */
  workshop: boolean;
}

/** A person may be registered twice: for real, and as a rehearsal. */
const keyOf = (email: string, rehearsal: boolean) => (rehearsal ? `${email} rehearses` : email);

/** How often the histories reached the interesting cases. */
interface Seen {
  /** Promotions from a line of two or more. */
  fromALine: number;
  /** Promotions of a person who had registered after another who waits: only the time of waiting says who is first. */
  pastAnEarlierRegistration: number;
  /** Promotions while a rehearsal waits as well. */
  pastARehearsal: number;
  /** Promotions because a hold had ended. */
  afterAHold: number;
  /** Seats of attendees who were never reached. */
  givenBack: number;
  /** Places that a colleague has taken who was not there, and who waited or followed digitally. */
  handedToNewcomer: number;
  handedToOther: number;
  /** Offers that were over when the colleague pressed. */
  tooLate: number;
  /** Requests and changes refused because the workshop was full. */
  workshopFull: number;
  /** Those who got a place in the event, and none in the workshop that they had chosen. */
  workshopFilled: number;
}

/** The expected state. The waiting list is the order of `line`; nothing here uses SQL. */
class Model {
  people = new Map<string, Person>();
  line: string[] = [];
  promotes: boolean;
  capacity: number | null;
  digitalCapacity: number | null;
  waitlist: boolean;
  /** Places in the workshop; null: as many as want to. */
  workshopPlaces: number | null;
  seen: Seen;
  /** Offers of a place, also those that are over. */
  offers: Offer[] = [];
  /** How many each registration has made: five are the most. */
  typed = new Map<string, number>();
  #registered = 0;

  constructor(given: Pick<History, "capacity" | "digital" | "waitlist" | "promotes" | "workshop">, seen: Seen) {
    this.workshopPlaces = given.workshop;
    this.promotes = given.promotes;
    this.capacity = given.capacity;
    this.digitalCapacity = given.digital;
    this.waitlist = given.waitlist;
    this.seen = seen;
  }

  /** Rehearsals count nowhere. */
  #count(counts: (person: Person) => boolean) {
    return [...this.people.values()].filter((person) => !person.rehearsal && counts(person)).length;
  }

  places(): Capacity {
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

  workshopTaken() {
    return this.#count(({ status, workshop }) => status === "confirmed" && workshop);
  }

  workshopIsFull() {
    return this.workshopPlaces !== null && this.workshopTaken() >= this.workshopPlaces;
  }

  /** True if one more may have it at once. */
  vacant(participation: Participation) {
    return admit(this.places(), { participation, waitlist: false, people: 1 }).outcome === "admitted";
  }

  register(
    email: string,
    rehearsal: boolean,
    participation: Participation,
    heldUntil: number | null,
    workshop: boolean,
  ) {
    const key = keyOf(email, rehearsal);
    const before = this.people.get(key);
    if (before && before.status !== "cancelled") return;
    const number = before?.number ?? this.#registered++;
    this.enter(key, { email, rehearsal, number, heldUntil, workshop }, participation);
  }

  enter(
    key: string,
    who: Pick<Person, "email" | "rehearsal" | "number" | "heldUntil" | "workshop">,
    participation: Participation,
    back = false,
  ) {
    const { email, rehearsal, number, heldUntil } = who;
    const status = this.vacant(participation) ? "confirmed" : "waitlisted";
    const workshop = who.workshop && !(back && status === "confirmed" && this.workshopIsFull());
    if (workshop !== who.workshop) this.seen.workshopFilled++;
    this.people.set(key, {
      email,
      rehearsal,
      number,
      heldUntil,
      workshop,
      status,
      participation,
      meanwhile: false,
      back,
    });
    if (status === "waitlisted") this.joinLine(key);
  }

  /** An offer ends when the attendee no longer has the place, even if only for a while. */
  endOffers() {
    for (const offer of this.offers) if (this.people.get(offer.giver)?.status !== "confirmed") offer.over = true;
  }

  /** The colleague gets the very place of the giver: nobody on the waiting list is asked. */
  handOver(giver: string, to: { email: string; rehearsal: boolean }) {
    const from = this.people.get(giver) as Person;
    const key = keyOf(to.email, to.rehearsal);
    const before = this.people.get(key);
    const number = before?.number ?? this.#registered++;
    this.leaveLine(key);
    this.people.set(giver, { ...from, status: "cancelled" });
    // A waiting colleague may have chosen the workshop; a newcomer here chooses none.
    const waited = before?.status === "waitlisted";
    const workshop =
      Boolean(before && before.status !== "cancelled" && before.workshop) && !(waited && this.workshopIsFull());
    if (waited && before?.workshop && !workshop) this.seen.workshopFilled++;
    this.people.set(key, {
      ...to,
      number,
      status: "confirmed",
      participation: from.participation,
      meanwhile: false,
      back: true,
      heldUntil: null,
      workshop,
    });
  }

  joinLine(key: string) {
    if (!this.people.get(key)?.rehearsal) this.line.push(key);
  }

  leaveLine(key: string) {
    this.line = this.line.filter((other) => other !== key);
  }

  /** Cancels people whose hold has ended, and then gives the freed seats away. */
  endHolds(now: number) {
    for (const [key, person] of this.people) {
      if (person.heldUntil === null || person.heldUntil > now) continue;
      this.leaveLine(key);
      this.people.set(key, { ...person, status: "cancelled", meanwhile: false, heldUntil: null });
    }
    const before = this.seen.fromALine;
    this.promote();
    this.seen.afterAHold += this.seen.fromALine - before;
  }

  promote() {
    while (this.promotes && this.line.length > 0) {
      const { inPersonTaken } = this.places();
      if (this.capacity !== null && inPersonTaken >= this.capacity) return;
      this.#note();
      const next = this.line.shift() as string;
      const person = this.people.get(next) as Person;
      const workshop = person.workshop && !this.workshopIsFull();
      if (workshop !== person.workshop) this.seen.workshopFilled++;
      this.people.set(next, {
        ...person,
        workshop,
        status: "confirmed",
        participation: "in-person",
        meanwhile: false,
      });
    }
  }

  #note() {
    const numbers = this.line.map((key) => this.people.get(key)?.number ?? 0);
    if (numbers.length > 1) this.seen.fromALine++;
    if (Math.min(...numbers) !== numbers[0]) this.seen.pastAnEarlierRegistration++;
    if ([...this.people.values()].some(({ rehearsal, status }) => rehearsal && status === "waitlisted"))
      this.seen.pastARehearsal++;
  }
}

interface Offer {
  id: string;
  giver: string;
  to: string;
  rehearsal: boolean;
  over: boolean;
}

/** The event under test: its slug, its version, and a clock that sometimes stands still. */
interface Real {
  slug: string;
  version: number;
  now: number;
}

/** A person of this kind at that moment: with random people, few actions would have an effect. */
interface Who {
  kind: "anybody" | "seated" | "waiting" | "gone" | "held";
  nth: number;
  rehearsal: boolean;
}

type Step =
  | {
      update: "register";
      people: number[];
      rehearsal: boolean;
      participation: Participation;
      waitlist: boolean;
      /** Milliseconds that the place is held; null: for good. */
      held: number | null;
      /** Whether the first of them chooses the workshop. */
      workshop: boolean;
    }
  | { update: "choose"; who: Who; workshop: boolean }
  | { update: "workshop"; places: number | null }
  | { update: "cancel" | "restore" | "erase" | "verify" | "bounce"; who: Who }
  | { update: "end-holds" }
  | { update: "offer"; who: Who; to: Who }
  | { update: "take"; nth: number }
  | { update: "move"; who: Who; participation: Participation }
  | { update: "meanwhile"; who: Who; on: boolean }
  | { update: "purge" }
  | { update: "capacity"; capacity: number | null; digital: number | null }
  | { update: "promotion"; goesOn: boolean };

const nth = fc.nat({ max: PEOPLE.length - 1 });
const rehearsal = fc.constantFrom(false, false, false, false, true);
const participation = fc.constantFrom<Participation>("in-person", "in-person", "in-person", "in-person", "digital");

const who = (...kinds: Who["kind"][]): fc.Arbitrary<Who> =>
  fc.record({ kind: fc.constantFrom(...kinds), nth, rehearsal });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      update: fc.constant("register" as const),
      people: fc.uniqueArray(nth, { minLength: 1, maxLength: 5 }),
      rehearsal,
      participation,
      waitlist: fc.constantFrom(true, true, true, true, true, false),
      held: fc.constantFrom(null, null, 2, 6),
      workshop: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ update: fc.constant("verify" as const), who: who("held", "held", "anybody") }) },
  { weight: 10, arbitrary: fc.record({ update: fc.constant("end-holds" as const) }) },
  {
    weight: 20,
    arbitrary: fc.record({
      update: fc.constant("cancel" as const),
      who: who("seated", "seated", "seated", "waiting", "anybody"),
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({ update: fc.constant("restore" as const), who: who("gone", "gone", "gone", "anybody") }),
  },
  { weight: 3, arbitrary: fc.record({ update: fc.constant("erase" as const), who: who("seated", "anybody") }) },
  {
    weight: 8,
    arbitrary: fc.record({ update: fc.constant("bounce" as const), who: who("seated", "waiting", "gone") }),
  },
  {
    weight: 18,
    arbitrary: fc.record({
      update: fc.constant("offer" as const),
      who: who("seated", "seated", "anybody"),
      to: who("gone", "gone", "waiting", "anybody"),
    }),
  },
  { weight: 18, arbitrary: fc.record({ update: fc.constant("take" as const), nth }) },
  {
    weight: 4,
    arbitrary: fc.record({
      update: fc.constant("move" as const),
      who: who("seated", "waiting", "anybody"),
      participation,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      update: fc.constant("meanwhile" as const),
      who: who("waiting", "anybody"),
      on: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ update: fc.constant("purge" as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      update: fc.constant("choose" as const),
      who: who("seated", "seated", "waiting", "anybody"),
      workshop: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ update: fc.constant("workshop" as const), places: fc.constantFrom(0, 1, 2, null) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      update: fc.constant("capacity" as const),
      capacity: fc.constantFrom(1, 1, 2, 2, 3, 0, null),
      digital: fc.constantFrom(0, 1, 3, null),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ update: fc.constant("promotion" as const), goesOn: fc.boolean() }),
  },
);

interface History {
  capacity: number | null;
  digital: number | null;
  waitlist: boolean;
  promotes: boolean;
  /** Places in the workshop. */
  workshop: number | null;
  /** Who come first, one after the other, so that there is a line from the beginning. */
  crowd: number[];
  steps: { step: Step; passes: number }[];
}

const history: fc.Arbitrary<History> = fc.record({
  capacity: fc.constantFrom(1, 1, 2, 2, 2, 0),
  digital: fc.constantFrom(0, 1, 3, null, null),
  waitlist: fc.constantFrom(true, true, true, true, true, true, true, false),
  // Free seats and a waiting list exist together only after promotion has ended, so some histories begin there.
  promotes: fc.constantFrom(true, true, true, true, true, true, true, false),
  workshop: fc.constantFrom(1, 1, 1, 2, null),
  crowd: fc.uniqueArray(nth, { minLength: 4, maxLength: 7 }),
  steps: fc.array(fc.record({ step, passes: fc.nat({ max: 2 }) }), { minLength: 5, maxLength: 48, size: "max" }),
});

const theWorkshop = (places: number | null) => ownQuestion.parse(workshop(places, { required: false }));

const choice = (chosen: boolean) => (chosen ? { workshop: "lek" } : {});

async function define(real: Real, model: Model) {
  const definition = anEvent({
    slug: real.slug,
    questions: ["colleagues", theWorkshop(model.workshopPlaces)],
    promotionEnds: model.promotes ? "2026-12-15T09:00" : "2026-11-01T09:00",
    participation: {
      inPerson: { capacity: model.capacity, waitlist: model.waitlist },
      digital: { capacity: model.digitalCapacity },
    },
  });
  const preview = await previewEvent(env.DB, definition, null, real.now, 10);
  const saved = await saveEvent(env.DB, definition, real.version, null, real.now);
  if (saved.outcome !== "saved") throw new Error(saved.reason);
  expect(saved.promotions).toHaveLength(preview.promoted.count);
  real.version = (await findEvent(env.DB, real.slug))?.version ?? 0;
}

async function idOf(slug: string, { email, rehearsal }: Pick<Person, "email" | "rehearsal">): Promise<string> {
  const row = await env.DB.prepare("SELECT id FROM registration WHERE event = ? AND email_key = ? AND rehearsal = ?")
    .bind(slug, email, rehearsal ? 1 : 0)
    .first();
  return String(row?.id ?? "");
}

/** The chosen person, even if there is nobody of the kind. */
function chosen({ kind, nth, rehearsal }: Who, { people }: Model): Pick<Person, "email" | "rehearsal"> {
  const is: Record<Who["kind"], (person: Person) => boolean> = {
    anybody: () => false,
    seated: ({ status, participation }) => status === "confirmed" && participation === "in-person",
    waiting: ({ status }) => status === "waitlisted",
    gone: ({ status }) => status === "cancelled",
    held: ({ heldUntil }) => heldUntil !== null,
  };
  const some = [...people.values()].filter((person) => person.rehearsal === rehearsal && is[kind](person));
  return some[nth % some.length] ?? { email: PEOPLE[nth] ?? "", rehearsal };
}

/** The provider reports every e-mail to an attendee as bounced for good, each twice. */
async function everyMailBounces({ id, email }: Registration, now: number) {
  const { results } = await env.DB.prepare("SELECT id FROM message WHERE registration = ? ORDER BY seq").bind(id).all();
  for (const message of results) {
    const address = { key: email, hashes: [email], suppress: "bounced" as const };
    const bounce = { id: crypto.randomUUID(), message: String(message.id), providerId: null, reason: null, address };
    for (let times = 0; times < 2; times++) await recordDelivery(env.DB, { ...bounce, status: "bounced" }, now);
  }
}

/** Takes one step in both worlds; their outcomes must agree. */
async function take(step: Step, model: Model, real: Real) {
  const { slug, now } = real;
  switch (step.update) {
    case "workshop":
    case "capacity":
    case "promotion": {
      if (step.update === "workshop") model.workshopPlaces = step.places;
      if (step.update === "capacity") [model.capacity, model.digitalCapacity] = [step.capacity, step.digital];
      if (step.update === "promotion") model.promotes = step.goesOn;
      await define(real, model);
      return model.promote();
    }
    case "purge": {
      const rehearsals = [...model.people].filter(([, person]) => person.rehearsal);
      expect(await purgeRehearsals(env.DB, slug)).toBe(rehearsals.length);
      for (const [key] of rehearsals) {
        model.people.delete(key);
        model.typed.delete(key);
      }
      return;
    }
    case "end-holds": {
      // A step ends the holds of one event, so end those of earlier histories first.
      while ((await endHolds(env.DB, now)).ended > 0);
      return model.endHolds(now);
    }
    case "take":
      return takeOffer(model.offers.at(-1 - (step.nth % Math.min(3, model.offers.length))), model, real);
    case "register": {
      const heldUntil = step.held === null ? null : now + step.held;
      const [first = "", ...others] = step.people.map((index) => PEOPLE[index] ?? "");
      const wish = { participation: step.participation, waitlist: step.waitlist, people: step.people.length };
      const expected = admit(model.places(), wish);
      const lacks = step.workshop && model.workshopIsFull();
      const outcome = await submit(env.DB, {
        event: slug,
        eventVersion: real.version,
        key: crypto.randomUUID(),
        bodyHash: "",
        request: aRequest(first, {
          participation: step.participation,
          waitlist: step.waitlist,
          answers: choice(step.workshop),
          colleagues: others.map((email) => ({ name: "Ola Nordmann", email: anAddress(email), answers: {} })),
        }),
        places: placesOf([theWorkshop(model.workshopPlaces)]),
        consentWording: "",
        rehearsal: step.rehearsal,
        hold: heldUntil === null ? null : { until: heldUntil, remindAt: heldUntil },
        now,
      });
      if (lacks && expected.outcome === "admitted") {
        model.seen.workshopFull++;
        expect(outcome).toMatchObject({ outcome: "refused", reason: "option-full", keys: ["workshop.lek"] });
        return;
      }
      expect(outcome).toMatchObject(
        expected.outcome === "full" ? { outcome: "refused", reason: "full" } : { outcome: "stored" },
      );
      if (outcome.outcome === "stored") expect(admit(outcome.capacityBefore, wish)).toEqual(expected);
      if (expected.outcome === "full") return;
      for (const email of [first, ...others])
        model.register(email, step.rehearsal, step.participation, heldUntil, step.workshop && email === first);
      return;
    }
  }

  const { email, rehearsal } = chosen(step.who, model);
  const key = keyOf(email, rehearsal);
  const person = model.people.get(key);
  const registration = await findRegistration(env.DB, await idOf(slug, { email, rehearsal }));
  expect(registration === null).toBe(person === undefined);
  if (!person || !registration) return;
  if (!rehearsal)
    expect(registration.position).toBe(person.status === "waitlisted" ? model.line.indexOf(key) + 1 : null);

  const answers = { name: "Kari Nordmann", organisation: null, role: null, question: null, needs: null };
  switch (step.update) {
    case "cancel": {
      const { outcome } = await cancelRegistration(env.DB, registration, now);
      expect(outcome).toBe(person.status === "cancelled" ? "refused" : "done");
      model.leaveLine(key);
      model.people.set(key, { ...person, status: "cancelled", meanwhile: false, heldUntil: null });
      return model.promote();
    }
    case "restore": {
      const welcome =
        person.status === "cancelled" &&
        (model.vacant(person.participation) || (person.participation === "in-person" && model.waitlist));
      const outcome = await restoreRegistration(env.DB, registration, real.version, now);
      const reason = person.status === "cancelled" ? "full" : "wrong-state";
      expect(outcome).toMatchObject(welcome ? { outcome: "done" } : { outcome: "refused", reason });
      if (welcome) model.enter(key, person, person.participation, true);
      return;
    }
    case "offer": {
      const { email: to } = chosen({ ...step.to, rehearsal }, model);
      if (to === email) return;
      const address = { purpose: "hand-over" as const, name: "Ola", email: anAddress(to), mailbox: to };
      const asked = await askMailbox(env.DB, registration, address, now);
      const typed = model.typed.get(key) ?? 0;
      const stands = model.offers.some(({ giver, over }) => giver === key && !over);
      const may = person.status === "confirmed" && person.heldUntil === null && model.promotes && !stands && typed < 5;
      expect(asked.outcome).toBe(may ? "done" : "refused");
      if (asked.outcome === "refused") return;
      model.typed.set(key, typed + 1);
      model.offers.push({ id: asked.id, giver: key, to, rehearsal, over: false });
      return;
    }
    case "verify": {
      const { outcome } = await verifyAddress(env.DB, registration, now);
      expect(outcome).toBe(person.heldUntil === null ? "refused" : "done");
      if (person.heldUntil !== null) model.people.set(key, { ...person, heldUntil: null, back: true });
      return;
    }
    case "bounce": {
      await everyMailBounces(registration, now);
      if (person.status === "cancelled" || rehearsal || person.back || !model.promotes) return;
      model.seen.givenBack++;
      model.leaveLine(key);
      model.people.set(key, { ...person, status: "cancelled", meanwhile: false, heldUntil: null });
      return model.promote();
    }
    case "erase": {
      await eraseRegistration(env.DB, registration, { notify: step.who.nth % 2 === 0 }, now);
      model.leaveLine(key);
      model.people.delete(key);
      model.typed.delete(key);
      return model.promote();
    }
    case "move": {
      const { participation } = step;
      const moves = participation !== person.participation;
      const room =
        participation === "digital"
          ? model.vacant("digital") || person.meanwhile
          : model.vacant("in-person") || model.waitlist;
      // An attendee who waited may have hoped for the workshop; with a place in the event it must have one left.
      const lacks = moves && person.status !== "confirmed" && person.workshop && model.workshopIsFull();
      const done = person.status !== "cancelled" && (!moves || room) && !lacks;
      const { outcome } = await changeRegistration(
        env.DB,
        registration,
        { ...answers, participation },
        "",
        real.version,
        now,
      );
      // A person who already follows digitally while waiting needs no second digital place.
      expect(outcome).toBe(done ? "done" : "refused");
      if (!done || !moves) return;
      model.leaveLine(key);
      const seated = participation === "digital" || model.vacant("in-person");
      if (seated) model.people.set(key, { ...person, status: "confirmed", participation, meanwhile: false });
      else {
        model.people.set(key, { ...person, status: "waitlisted", participation, meanwhile: true });
        model.joinLine(key);
      }
      return model.promote();
    }
    case "choose": {
      const { workshop } = step;
      const lacks = workshop && !person.workshop && model.workshopIsFull();
      const done = person.status !== "cancelled" && !lacks;
      if (lacks && person.status !== "cancelled") model.seen.workshopFull++;
      const places = chosenAmong(placesOf([theWorkshop(model.workshopPlaces)]), choice(workshop));
      const change = { ...answers, answers: choice(workshop), places };
      const { outcome } = await changeRegistration(env.DB, registration, change, "", real.version, now);
      expect(outcome).toBe(done ? "done" : "refused");
      if (done) model.people.set(key, { ...person, workshop });
      return;
    }
    case "meanwhile": {
      const takes = person.status === "waitlisted" && step.on;
      const done = person.status !== "cancelled" && (!takes || person.meanwhile || model.vacant("digital"));
      const change = { ...answers, digitalMeanwhile: step.on };
      const { outcome } = await changeRegistration(env.DB, registration, change, "", real.version, now);
      expect(outcome).toBe(done ? "done" : "refused");
      if (done && person.status === "waitlisted") model.people.set(key, { ...person, meanwhile: step.on });
    }
  }
}

/** The colleague presses "take the place", perhaps long after the offer was over. */
async function takeOffer(offer: Offer | undefined, model: Model, { slug, version, now }: Real) {
  if (!offer) return;
  const { id, giver, to, rehearsal } = offer;
  const colleague = await colleagueNow(env.DB, { emailKey: to, event: slug, rehearsal });
  const before = model.people.get(keyOf(to, rehearsal)) ?? null;
  expect(colleague).toEqual(before && { status: before.status, participation: before.participation });
  const participation = model.people.get(giver)?.participation ?? "in-person";
  const stands = !offer.over && model.promotes;
  if (stands && takingPlace(colleague, participation) === "has-place") {
    expect(await endPending(env.DB, id, "not-taken", now)).toHaveLength(1);
    offer.over = true;
    return;
  }
  const answers = {
    name: "Ola",
    organisation: null,
    role: null,
    question: null,
    answers: {},
    needs: null,
    language: "nn" as const,
  };
  const registers = takingPlace(colleague, participation) === "register";
  const taken = await takePlace(
    env.DB,
    {
      offer: id,
      participation,
      colleague,
      answers: registers ? answers : null,
      places: [],
      consentWording: "",
      eventVersion: version,
    },
    now,
  );
  expect(taken.outcome).toBe(stands ? "done" : "refused");
  if (!stands) {
    model.seen.tooLate++;
    return;
  }
  model.seen[registers ? "handedToNewcomer" : "handedToOther"]++;
  offer.over = true;
  model.handOver(giver, { email: to, rehearsal });
}

async function compare(model: Model, slug: string) {
  const state = await stateOf(slug);
  checkConsistency(state);
  const people = state.rows.map(
    ({ email, status, participation, digital_meanwhile, rehearsal, held_until, answers }) => [
      keyOf(email, rehearsal === 1),
      {
        status,
        participation,
        meanwhile: digital_meanwhile === 1,
        heldUntil: held_until,
        workshop: placesIn({ answers }).includes("workshop.lek"),
      },
    ],
  );
  // Nobody loses a place when an organiser lowers the number of places.
  if (model.workshopPlaces !== null)
    expect(JSON.parse(state.capacity.choice_taken ?? "{}")).toMatchObject({ "workshop.lek": model.workshopTaken() });
  const expected = [...model.people].map(([key, { status, participation, meanwhile, heldUntil, workshop }]) => [
    key,
    { status, participation, meanwhile, heldUntil, workshop },
  ]);
  expect(Object.fromEntries(people)).toEqual(Object.fromEntries(expected));
  const line = state.rows.filter(({ status, rehearsal }) => status === "waitlisted" && rehearsal === 0);
  expect(line.map(({ email }) => email)).toEqual(model.line);
}

describe("every history of an event", () => {
  const numRuns = Number(import.meta.env.HISTORIES);
  it(
    `ends as the rules say, at every step (${numRuns} random histories)`,
    async () => {
      let histories = 0;
      const seen: Seen = {
        fromALine: 0,
        pastAnEarlierRegistration: 0,
        pastARehearsal: 0,
        afterAHold: 0,
        givenBack: 0,
        handedToNewcomer: 0,
        handedToOther: 0,
        tooLate: 0,
        workshopFull: 0,
        workshopFilled: 0,
      };
      await fc.assert(
        fc.asyncProperty(history, async ({ crowd, steps, ...given }) => {
          const model = new Model(given, seen);
          const real: Real = { slug: `model-${++histories}`, version: 0, now: duringRegistration };
          await define(real, model);
          const seat = {
            update: "register",
            rehearsal: false,
            participation: "in-person",
            waitlist: true,
            workshop: false,
          } as const;
          for (const nth of crowd) await take({ ...seat, people: [nth], held: nth % 2 ? 4 : null }, model, real);
          // As they wait in line, some choose the workshop.
          for (const nth of crowd.slice(0, 4))
            await take(
              { update: "choose", who: { kind: "waiting", nth, rehearsal: false }, workshop: true },
              model,
              real,
            );
          for (const { step, passes } of steps) {
            real.now += passes;
            await take(step, model, real);
            model.endOffers();
            await compare(model, real.slug);
          }
        }),
        { ...seeded, numRuns, unbiased: true, endOnFailure: false },
      );
      // Without promotions the agreement proves nothing. The numbers are half of what 75 histories usually see.
      const enough: Seen = {
        fromALine: 50,
        pastAnEarlierRegistration: 15,
        pastARehearsal: 10,
        afterAHold: 5,
        givenBack: 15,
        handedToNewcomer: 5,
        handedToOther: 4,
        tooLate: 15,
        workshopFull: 12,
        workshopFilled: 1,
      };
      for (const what of Object.keys(enough) as (keyof Seen)[])
        expect(seen[what], what).toBeGreaterThanOrEqual((enough[what] * numRuns) / 75);
    },
    // About 150 ms a history.
    60_000 + numRuns * 1_000,
  );
});
