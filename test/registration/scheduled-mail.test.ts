import { describe, expect, it } from "vitest";
import { scheduledMailOf } from "../../worker/registration/scheduled-mail.ts";
import { anEvent, type Definition } from "../worker/builders.ts";

const at = (instant: string) => Date.parse(instant);
const streamUrl = "https://strom.example.no/direkte";
const withStream: Partial<Definition> = {
  participation: { inPerson: { capacity: 2 }, digital: { streamUrl } },
};

describe("the e-mails that an event schedules", () => {
  it("come at the usual times if the definition gives none", () => {
    expect(scheduledMailOf(anEvent(withStream))).toEqual([
      {
        kind: "reminder",
        contentKey: "2026-12-15",
        at: at("2026-12-14T09:00Z"),
        expiresAt: at("2026-12-15T08:00Z"),
      },
      {
        kind: "stream",
        contentKey: "2026-12-15",
        at: at("2026-12-14T14:00Z"),
        expiresAt: at("2026-12-15T12:00Z"),
      },
      {
        kind: "thanks",
        contentKey: "2026-12-15",
        at: at("2026-12-16T09:00Z"),
        expiresAt: at("2026-12-30T09:00Z"),
      },
    ]);
  });

  it("come at the times in the definition", () => {
    const mails = { reminder: "2026-12-14T18:00", streamLink: "2026-12-15T08:00", thanks: "2026-12-15T13:00" };
    const instants = scheduledMailOf(anEvent({ ...withStream, mails })).map(({ at }) => at);
    expect(instants).toEqual([at("2026-12-14T17:00Z"), at("2026-12-15T07:00Z"), at("2026-12-15T12:00Z")]);
  });

  it("are left out if the definition has null, and without digital participation there is no link to a stream", () => {
    const kinds = (changes: Partial<Definition>) => scheduledMailOf(anEvent(changes)).map(({ kind }) => kind);
    expect(kinds({ ...withStream, mails: { reminder: null } })).toEqual(["stream", "thanks"]);
    expect(kinds({ ...withStream, mails: { thanks: null } })).toEqual(["reminder", "stream"]);
    expect(kinds({ ...withStream, mails: { streamLink: null } })).toEqual(["reminder", "thanks"]);
    expect(kinds({ participation: { inPerson: { capacity: 2 } } })).toEqual(["reminder", "thanks"]);
  });

  it("do not wait for the stream's address: each attendee has a link of their own", () => {
    const kinds = scheduledMailOf(anEvent({ participation: { digital: {} } })).map(({ kind }) => kind);
    expect(kinds).toEqual(["reminder", "stream", "thanks"]);
  });

  it("are none for an event that is cancelled", () => {
    expect(scheduledMailOf(anEvent({ ...withStream, cancelled: { reason: { nb: "Sykdom" } } }))).toEqual([]);
  });

  it("have another content key only on another day, not for another hour or stream address", () => {
    const contentKeys = (changes: Partial<Definition>) =>
      scheduledMailOf(anEvent(changes)).map(({ contentKey }) => contentKey);
    const usual = contentKeys(withStream);
    expect(contentKeys({ ...withStream, starts: "2026-12-15T10:00" })).toEqual(usual);
    const moved = contentKeys({ ...withStream, starts: "2026-12-16T09:00", ends: "2026-12-16T13:00" });
    expect(moved.filter((contentKey) => usual.includes(contentKey))).toEqual([]);
    const elsewhere = { digital: { streamUrl: "https://strom.example.no/annet" } };
    expect(contentKeys({ participation: elsewhere })).toEqual(usual);
  });
});
