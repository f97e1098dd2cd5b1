import { env } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import {
  addedByConditions,
  type Condition,
  conditions,
  type ListFilter,
  mailConditions,
  matchesFilter,
  type Person,
  undeliveredStatuses,
} from "../../../worker/registration/list-filter.ts";
import { foldedLetters, nameKey, searchText } from "../../../worker/registration/search-text.ts";
import { matching } from "../../../worker/storage/cancel-many.ts";
import { aNewEvent } from "../people.ts";
import { seeded } from "../random.ts";

/** mulberry32 */
function generator(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = generator(seeded.seed);
const one = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
const maybe = () => random() < 0.5;

const names = [
  "Åse Ødegård",
  "Kari Næss",
  'O\'Brien "Bob" 100%',
  "Hương Nguyễn Thị",
  "Per_Olav",
  "愛子 😀",
  "Aase Saether",
];
const organisations = [null, "Stad kommune", "Nordre Follo kommune", "50 % & co"];
const answers = [{}, { workshop: "lek" }, { workshop: "mat", days: ["ti", "on"] }, { days: ["on"], age: 7 }];
const mailStatuses = ["queued", "sent", "delivered", "bounced", "complained", "failed", "delayed"] as const;

const ANNOUNCEMENT = "a".repeat(32);

function randomPerson(index: number): Person {
  const status = one(["confirmed", "waitlisted", "cancelled"] as const);
  const participation = status === "waitlisted" ? "in-person" : one(["in-person", "digital"] as const);
  const mails = Array.from({ length: Math.floor(random() * 4) }, () => one(mailStatuses));
  return {
    id: index.toString(16).padStart(32, "0"),
    status,
    participation,
    digitalMeanwhile: status === "waitlisted" && maybe(),
    name: one(names),
    email: `Person${index}@${one(["Example.no", "sub.example.no", "example.com"])}`,
    organisation: one(organisations),
    question: one([null, "Er det mat?"]),
    partner: one(["stad", "nordre-follo"]),
    language: one(["nb", "nn", "en"]),
    answers: one(answers),
    registeredAt: Math.floor(random() * 5) * 1000,
    checkedIn: maybe(),
    joined: maybe(),
    held: status !== "cancelled" && maybe(),
    addedBy: one([null, ...addedByConditions]),
    // The first e-mail to each is an announcement.
    announcementsMissed: mails[0] && undeliveredStatuses.includes(mails[0]) ? [ANNOUNCEMENT] : [],
    mails,
  };
}

const values: { [name in Condition]: (people: readonly Person[]) => ListFilter[name] } = {
  status: () => one(["confirmed", "waitlisted", "cancelled"]),
  participation: () => one(["in-person", "digital"]),
  partner: () => one(["stad", "nordre-follo"]),
  language: () => one(["nb", "nn", "en"]),
  registeredFrom: () => one([0, 2000, 2001]),
  registeredBefore: () => one([1000, 3000]),
  mail: () => one(mailConditions),
  announcementMissed: () => one([ANNOUNCEMENT, "b".repeat(32)]),
  emailDomain: () => one(["example.no", "example.com", "ample.no"]),
  hasQuestion: maybe,
  checkedIn: maybe,
  joined: maybe,
  held: maybe,
  addedBy: () => one(addedByConditions),
  answer: () =>
    one([
      { question: "workshop", option: "lek" },
      { question: "days", option: "on" },
      { question: "age", option: "7" },
      { question: "$", option: "lek" },
    ]),
  ids: (people) => [one(people).id, one(people).id, "f".repeat(32)],
  search: () =>
    one(["ase", "ØDE", "aa", "%", "_", "'", '"', "o'brien 100", "stad example", "nguyễn", "😀", "person1", "\\", ""]),
};

function randomFilter(people: readonly Person[]): ListFilter {
  const chosen = conditions.filter(() => random() < 0.18);
  const filter: Record<string, unknown> = Object.fromEntries(chosen.map((name) => [name, values[name](people)]));
  const not = chosen.filter(() => random() < 0.4);
  if (not.length > 0) filter.not = not;
  return filter as ListFilter;
}

let slug: string;
const people = Array.from({ length: 150 }, (_, index) => randomPerson(index + 1));

async function store(person: Person): Promise<void> {
  const flag = (set: boolean) => (set ? 1 : null);
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO registration (id, event, status, participation, digital_meanwhile, name, email, email_key, organisation,
         question, answers, partner, language, registered_at, waitlisted_at, changed_at, checked_in_at, joined_at, held_until)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).bind(
      person.id,
      slug,
      person.status,
      person.participation,
      person.digitalMeanwhile ? 1 : 0,
      person.name,
      person.email,
      person.email.toLowerCase(),
      person.organisation,
      person.question,
      Object.keys(person.answers).length > 0 ? JSON.stringify(person.answers) : null,
      person.partner,
      person.language,
      person.registeredAt,
      person.status === "waitlisted" ? Number.parseInt(person.id, 16) : null,
      person.registeredAt,
      flag(person.checkedIn),
      flag(person.joined),
      flag(person.held),
    ),
    ...(person.addedBy
      ? [
          env.DB.prepare(
            "INSERT INTO change (event, type, registration, reason, at) VALUES (?, 'registration.confirmed', ?, ?, ?)",
          ).bind(slug, person.id, person.addedBy, person.registeredAt),
        ]
      : []),
    // How the person was registered before cancelling does not matter for this registration.
    env.DB.prepare(
      "INSERT INTO change (event, type, registration, reason, at) VALUES (?, 'registration.confirmed', ?, 'by-hand', ?)",
    ).bind(slug, person.id, person.registeredAt - 1),
    ...person.mails.map((status, seq) =>
      env.DB.prepare(
        `INSERT INTO message (id, event, registration, seq, kind, status, delayed, with_change, created_at, changed_at, due_at,
           announcement)
         VALUES (?, ?, ?, ?, 'confirmation', ?, ?, 1, 1, 1, 1, ?)`,
      ).bind(
        person.id.replace(/^0/, String(seq + 1)),
        slug,
        person.id,
        seq + 1,
        status === "delayed" ? "sent" : status,
        status === "delayed" ? 1 : 0,
        seq === 0 ? ANNOUNCEMENT : null,
      ),
    ),
  ]);
}

describe("the condition in SQL", () => {
  beforeAll(async () => {
    slug = await aNewEvent("listefilter", { participation: { inPerson: { capacity: null }, digital: {} } });
    for (const person of people) await store(person);
    // It never includes other events or rehearsals.
    const other = await aNewEvent("listefilter-annan");
    await env.DB.batch([
      env.DB.prepare(
        `INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
           registered_at, changed_at)
         VALUES ('a1', ?, 'confirmed', 'digital', 'Åse', 'person1@example.no', 'person1@example.no', 'stad', 'nb', 1, 1)`,
      ).bind(other),
      env.DB.prepare(
        `INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
           registered_at, changed_at, rehearsal)
         VALUES ('a2', ?, 'confirmed', 'digital', 'Åse', 'person1@example.no', 'person1@example.no', 'stad', 'nb', 1, 1, 1)`,
      ).bind(slug),
    ]);
  });

  it("finds the same people as the rule, for 150 people and 400 filters", async () => {
    const active = people.filter(({ status }) => status !== "cancelled");
    let found = 0;
    for (let run = 0; run < 400; run++) {
      const filter = randomFilter(people);
      const expected = active.filter((person) => matchesFilter(filter, person)).map(({ id }) => id);
      const ids = await matching(env.DB, slug, filter, 1000);
      expect({ filter, ids, seed: seeded.seed }).toEqual({ filter, ids: expected, seed: seeded.seed });
      found += expected.length > 0 && expected.length < active.length ? 1 : 0;
    }
    // Filters that find everybody or nobody would prove little.
    expect(found).toBeGreaterThan(100);
  });

  it.each(conditions)("has %s, alone and negated", async (name) => {
    const active = people.filter(({ status }) => status !== "cancelled");
    for (let run = 0; run < 5; run++) {
      const filter: ListFilter = { [name]: values[name](people) };
      const ids = await matching(env.DB, slug, filter, 1000);
      expect(ids).toEqual(active.filter((person) => matchesFilter(filter, person)).map(({ id }) => id));
      const others = await matching(env.DB, slug, { ...filter, not: [name] }, 1000);
      expect([...ids, ...others].sort()).toEqual(active.map(({ id }) => id).sort());
    }
  });
});

describe("what a search looks in, and what names are sorted by", () => {
  it("is the same from the database and the rule, letter by letter", async () => {
    const letters = Object.keys(foldedLetters).flatMap((letter) => [letter, letter.toUpperCase()]);
    const name = [...letters, "AAaaa", "I", "İ", "ẞ", "Nguyễn"].join(" ");
    const email = "Q.Person@example.no";
    await env.DB.prepare(
      `INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
         registered_at, changed_at)
       VALUES (?, ?, 'cancelled', 'digital', ?, ?, 'q.person@example.no', 'stad', 'nb', 1, 1)`,
    )
      .bind("q".repeat(32), slug, name, email)
      .run();
    const stored = await env.DB.prepare("SELECT search_text, name_key FROM registration WHERE id = ?")
      .bind("q".repeat(32))
      .first();
    expect(stored).toEqual({ search_text: searchText({ name, email, organisation: null }), name_key: nameKey(name) });
  });
});
