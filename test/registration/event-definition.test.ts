import { describe, expect, it } from "vitest";
import { consentWording } from "../../worker/registration/consent.ts";
import { eventDefinition } from "../../worker/registration/event-definition.ts";
import { allowedOrigins, originsOf } from "../../worker/registration/origins.ts";
import { allows } from "../../worker/registration/scope.ts";
import { anEvent, type Definition, sample } from "../worker/builders.ts";

/** The refused fields. */
function refused(changes: Partial<Definition>): string[] {
  const { error } = eventDefinition.safeParse({ ...sample, ...changes });
  return (error?.issues ?? []).map(({ path }) => path.join("."));
}

describe("a definition", () => {
  it.each<[Partial<Definition>, string]>([
    [{ ends: sample.starts }, "ends"],
    [{ registrationCloses: sample.registrationOpens }, "registrationCloses"],
    [{ retention: { needsDays: 8, registrationsDays: 7 } }, "retention.needsDays"],
    [{ mails: { reminder: "2026-12-13T23:59" } }, "mails.reminder"],
    [{ mails: { reminder: "2026-12-15T00:00" } }, "mails.reminder"],
    [{ mails: { streamLink: sample.ends } }, "mails.streamLink"],
    [{ mails: { thanks: "2026-12-15T12:59" } }, "mails.thanks"],
    [{ privacy: { ...sample.privacy, interest: { nb: "Læring" } } }, "privacy.interest.nn"],
    [{ accessibility: { findings: [{ criterion: "1.4.3", problem: { nb: "Grått" } }] } }, "accessibility.checked"],
    [{ accessibility: { checked: { on: "2026-11-20" } as never } }, "accessibility.checked.by"],
    [{ accessibility: { checked: { on: "2026-11-31", by: "Revisor" } } }, "accessibility.checked.on"],
    [{ accessibility: { checked: { on: "2026-11-20", by: "–" } } }, "accessibility.checked.by"],
    [{ accessibility: { statementUrl: "javascript:alert(1)" } }, "accessibility.statementUrl"],
    [{ participation: {} }, "participation"],
    [{ starts: "2026-02-30T09:00" }, "starts"],
  ])("with %j is refused at %s", (changes, field) => {
    expect(refused(changes)).toContain(field);
  });

  it.each<[Partial<Definition>]>([
    [{ retention: { needsDays: 7, registrationsDays: 7 } }],
    [{ mails: { reminder: "2026-12-14T00:00", streamLink: "2026-12-15T12:59", thanks: sample.ends } }],
    [{ privacy: { ...sample.privacy, basis: "legitimate-interest", interest: { nb: "Læring", nn: "Læring" } } }],
    [{ accessibility: { statementUrl: "https://uustatus.no/x" } }],
    [{ accessibility: { checked: { on: "2026-11-20", by: "Revisor" } } }],
  ])("with %j is taken", (changes) => {
    expect(refused(changes)).toEqual([]);
  });
});

describe("the pages that may register people", () => {
  const publicUrl = "https://pamelding.example.no";
  const stad = { name: "Stad kommune", language: "nn", site: "https://stad.example.no/skjema" } as const;

  it("are any pages, until a partner lists its own", () => {
    expect(allowedOrigins(anEvent({ partners: { stad } }), publicUrl)).toBeNull();
  });

  it("are then the listed ones, the other partners' sites and the service's own", () => {
    const partners = {
      stad: { ...stad, origins: ["https://www.stad.example.no", "https://stad.example.no"] },
      oslo: { ...stad, site: "https://oslo.example.no/x" },
    };
    expect(originsOf(anEvent({ partners }))).toEqual([
      "https://www.stad.example.no",
      "https://stad.example.no",
      "https://oslo.example.no",
    ]);
    expect(allowedOrigins(anEvent({ partners }), publicUrl)).toContain(publicUrl);
  });
});

describe("the wording of a consent", () => {
  it("names the organiser, and how long needs are kept", () => {
    const wording = consentWording(anEvent({ retention: { needsDays: 13, registrationsDays: 90 } }), "nb");
    expect(wording).toContain("Telemarksforsking");
    expect(wording).toContain("13");
  });
});

describe("a scope", () => {
  it("opens itself, and manage opens reading; nothing else opens needs", () => {
    expect(allows(["read"], ["read"])).toBe(true);
    expect(allows(["manage"], ["read"])).toBe(true);
    expect(allows(["read"], ["manage"])).toBe(false);
    expect(allows(["read", "manage"], ["read:needs"])).toBe(false);
    expect(allows(["read:needs"], ["read", "read:needs"])).toBe(true);
    expect(allows([], ["read"])).toBe(false);
  });
});
