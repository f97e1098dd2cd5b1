import { describe, expect, it } from "vitest";
import {
  activeFilter,
  type ListFilter,
  listFilter,
  matchesFilter,
  type Person,
  turnedRound,
  withoutCondition,
} from "../../worker/registration/list-filter.ts";
import { impossibleIn, listFilterQuery, readListFilter } from "../../worker/registration/list-query.ts";
import { ownQuestion } from "../../worker/registration/own-questions.ts";
import { folded, nameKey, searchTerms } from "../../worker/registration/search-text.ts";

const id = "019ab5c9d3406f1e2d3c4b5a69788796";

const kari: Person = {
  id,
  status: "confirmed",
  participation: "in-person",
  digitalMeanwhile: false,
  name: "Åse Ødegård",
  email: "Ase@Example.no",
  organisation: "Stad kommune",
  question: null,
  partner: "stad",
  language: "nn",
  answers: { workshop: "lek" },
  registeredAt: 1000,
  checkedIn: false,
  joined: false,
  held: false,
  addedBy: null,
  announcementsMissed: [],
  mails: ["delivered", "bounced"],
};

const read = (query: string, timeZone = "Europe/Oslo") => readListFilter(new URLSearchParams(query), timeZone);
const filterIn = (query: string): ListFilter => {
  const outcome = read(query);
  if (outcome.outcome === "invalid") throw outcome.faults;
  return outcome.filter;
};

describe("the filter in an address", () => {
  it("stays the same after it was written and read again", () => {
    const filter = listFilter.parse({
      status: "confirmed",
      participation: "digital",
      partner: "stad",
      language: "nn",
      registeredFrom: "2026-12-08T10:00:00+01:00",
      registeredBefore: "2026-12-09T00:00:00Z",
      mail: "undelivered",
      emailDomain: "@Example.NO",
      hasQuestion: true,
      checkedIn: false,
      joined: true,
      held: false,
      addedBy: "by-hand",
      answer: { question: "workshop", option: "lek" },
      ids: [id, id.replace("0", "1")],
      search: "100 % & «Åse»",
      not: ["partner", "search"],
    });
    expect(filterIn(new URLSearchParams(listFilterQuery(filter)).toString())).toEqual(filter);
  });

  it("has no condition for an empty field of a form", () => {
    expect(filterIn("search=&partner=&registeredFrom=&ids=")).toEqual({});
  });

  it("reads a day as its midnight in the event's time zone, also when the clocks change", () => {
    expect(filterIn("registeredFrom=2026-12-08").registeredFrom).toBe(Date.parse("2026-12-07T23:00:00Z"));
    expect(filterIn("registeredBefore=2026-10-26").registeredBefore).toBe(Date.parse("2026-10-25T23:00:00Z"));
    expect(filterIn("registeredBefore=2026-10-25").registeredBefore).toBe(Date.parse("2026-10-24T22:00:00Z"));
  });

  it.each([
    ["status=present", "status"],
    ["participation=both", "participation"],
    ["language=de", "language"],
    ["mail=lost", "mail"],
    ["registeredFrom=yesterday", "registeredFrom"],
    ["checkedIn=maybe", "checkedIn"],
    ["addedBy=admin", "addedBy"],
    ["ids=1%27%20OR%201=1", "ids.0"],
    [`search=${"a".repeat(201)}`, "search"],
    ["status=confirmed&status=waitlisted", "status"],
    ["partner=stad&not=language", "not.0"],
    ["partner=stad&not=everything", "not.0"],
  ])("%s is refused at %s", (query, field) => {
    const outcome = read(query);
    expect(outcome.outcome === "invalid" && outcome.faults.issues.map(({ path }) => path.join("."))).toEqual([field]);
  });
});

describe("what an event allows in a filter", () => {
  const question = (key: string, sensitive: boolean) =>
    ownQuestion.parse({
      key,
      type: "choice",
      sensitive,
      label: { nb: key },
      options: [{ key: "lek", label: { nb: "Lek" } }],
    });
  const context = { partners: ["stad"], questions: [question("workshop", false), question("allergy", true)] };

  it.each<[ListFilter, string[]]>([
    [{ partner: "stad", answer: { question: "workshop", option: "lek" } }, []],
    [{ partner: "oslo" }, ["partner"]],
    [{ answer: { question: "workshop", option: "mat" } }, ["answer.option"]],
    [{ answer: { question: "lunch", option: "lek" } }, ["answer.question"]],
    // A list of names must not be filtered by sensitive answers.
    [{ answer: { question: "allergy", option: "lek" } }, ["answer.question"]],
  ])("%j: impossible is %j", (filter, fields) => {
    expect(impossibleIn(filter, context).map(({ field }) => field)).toEqual(fields);
  });
});

describe("a filter", () => {
  it.each<[ListFilter, boolean]>([
    [{}, true],
    [{ status: "confirmed", partner: "stad" }, true],
    [{ status: "confirmed", partner: "stad", not: ["partner"] }, false],
    [{ mail: "undelivered" }, true],
    [{ mail: "delivered" }, false],
    [{ mail: "never-delivered", not: ["mail"] }, true],
    [{ emailDomain: "example.no" }, true],
    [{ emailDomain: "ample.no" }, false],
    [{ hasQuestion: false }, true],
    [{ hasQuestion: false, not: ["hasQuestion"] }, false],
    [{ answer: { question: "workshop", option: "lek" } }, true],
    [{ answer: { question: "toString", option: "lek" } }, false],
    [{ ids: [id], not: ["ids"] }, false],
    [{ search: "odeg stad" }, true],
    [{ search: "Aase ØDEG" }, true],
    [{ search: "ødeg%" }, false],
    [{ search: "_" }, false],
  ])("%j matches: %j", (filter, matches) => {
    expect(matchesFilter(filter, kari)).toBe(matches);
  });

  it("for announcements and cancelling never includes cancelled people", () => {
    expect(activeFilter.safeParse({ status: "cancelled" }).success).toBe(false);
    expect(activeFilter.safeParse({ status: "waitlisted" }).success).toBe(true);
  });

  it("loses its negation with its condition, and is the same after two negations", () => {
    const filter: ListFilter = { partner: "stad", language: "nn", not: ["partner"] };
    expect(withoutCondition(filter, "partner")).toEqual({ language: "nn" });
    expect(turnedRound(turnedRound(filter, "language"), "language")).toEqual(filter);
  });
});

describe("a search", () => {
  it("finds names however they are typed, and stays within eight words", () => {
    expect(folded("Aase ÆRØ Škoda Nguyễn")).toBe("ase aero skoda nguyễn");
    expect(searchTerms(`  a  ${"b ".repeat(5000)}`)).toHaveLength(8);
    expect(searchTerms("A\u030ase")).toEqual(["ase"]);
  });
});

describe("sorted names", () => {
  it("are in Norwegian order, whatever their case and accents", () => {
    const sorted = ["Anne", "Émile", "Eva", "Lü", "Lyder", "Zara", "Ærlend", "Ørjan", "Aase", "Åshild", "愛子"];
    const keys = [...sorted].reverse().map((name) => [name, nameKey(name)] as const);
    expect(keys.sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([name]) => name)).toEqual(sorted);
    expect(nameKey("ØRJAN")).toBe(nameKey("ørjan"));
  });
});
