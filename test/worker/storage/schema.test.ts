/** The code and the database are deployed one after the other: each must work with the other's next version. */
import { env } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NEWEST_MIGRATION } from "../../../worker/storage/schema.ts";
import { sample } from "../builders.ts";
import { aBody, asAdmin, call, deliverQueued, exported, put, register, tick } from "../client.ts";
import { addressAt, aNewEvent, attend, press } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("skjema");
  await tick();
});

const later = "0999_later.sql";
const noteLater = () => env.DB.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(later).run();

afterEach(async () => {
  await env.DB.prepare("DELETE FROM d1_migrations WHERE name = ?").bind(later).run();
});

const health = async () => {
  const response = await call("/health");
  return { code: response.status, ...((await response.json()) as { status: string }) };
};

describe("the schema", () => {
  it("that the code names is the newest migration", () => {
    expect(
      env.MIGRATIONS.map(({ name }) => name)
        .sort()
        .at(-1),
    ).toBe(NEWEST_MIGRATION);
  });

  it("may have one more column in every table: everything works, and health is ok", async () => {
    const { results } = await env.DB.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'd1_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite_%'",
    ).all<{ name: string }>();
    expect(results.length).toBeGreaterThan(15);
    for (const { name } of results)
      await env.DB.prepare(`ALTER TABLE ${name} ADD COLUMN added_later TEXT NOT NULL DEFAULT 'x'`).run();
    await noteLater();
    const kari = await attend(slug, "kari", { needs: { diet: "fisk", access: "", consent: true } });
    await attend(slug, "ola");
    await attend(slug, "per");
    await press(kari, "cancel");
    expect((await put({ ...sample, slug, venue: { name: "Rådhuset", city: "Oslo" } })).status).toBe(200);
    await deliverQueued();
    await tick();
    const { registrations } = await exported(slug);
    expect(registrations.map(({ status }) => status).sort()).toEqual(["cancelled", "confirmed", "confirmed"]);
    expect(JSON.stringify(registrations)).not.toContain("added_later");
    for (const path of ["stats", "undelivered", "audit-log", "webhooks", "export/needs", "definition"])
      expect([path, (await call(`/api/events/${slug}/${path}`, asAdmin())).status]).toEqual([path, 200]);
    expect(await health()).toMatchObject({ code: 200, status: "ok" });
  });

  describe("that is no longer this code's", () => {
    beforeEach(async () => {
      await env.DB.prepare("ALTER TABLE registration RENAME COLUMN organisation TO employer").run();
      vi.spyOn(console, "error").mockImplementation(() => {});
    });
    afterEach(async () => {
      await env.DB.prepare("ALTER TABLE registration RENAME COLUMN employer TO organisation").run();
      vi.restoreAllMocks();
    });

    it("is answered with 503, when to come back, and why", async () => {
      await noteLater();
      const response = await register(slug, aBody(addressAt(slug, "siri")));
      expect([response.status, await response.json()]).toMatchObject([
        503,
        { type: "/problems/updating", detail: expect.stringContaining("versjon") },
      ]);
      expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
    });

    it("for a bug of ours, without a schema difference, is 500", async () => {
      expect((await register(slug, aBody(addressAt(slug, "siri")))).status).toBe(500);
    });
  });

  it("that lacks a migration is reported by health", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    await env.DB.prepare("UPDATE d1_migrations SET name = '0000' WHERE name = ?").bind(NEWEST_MIGRATION).run();
    expect(await health()).toEqual({ code: 503, status: "migrations missing" });
    await env.DB.prepare("UPDATE d1_migrations SET name = ? WHERE name = '0000'").bind(NEWEST_MIGRATION).run();
    vi.restoreAllMocks();
  });
});
