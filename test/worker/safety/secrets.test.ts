import { createExecutionContext, env, waitOnExecutionContext } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { type Bindings, faultsOf } from "../../../worker/environment.ts";
import worker from "../../../worker/index.ts";
import { addressHashes } from "../../../worker/security/address-hash.ts";
import { sha256 } from "../../../worker/security/crypto.ts";
import { manageSecret } from "../../../worker/security/manage-link.ts";
import { adminToken, bindings, tick } from "../client.ts";
import { aNewEvent } from "../people.ts";

const goodKey = env.LINK_KEYS.slice("1:".length);

/** The service with other settings; what it logs goes to `logged`. */
async function callWith(settings: Record<string, unknown>, path: string, token?: string) {
  const logged: string[] = [];
  const log = vi.spyOn(console, "error").mockImplementation((line) => void logged.push(String(line)));
  const context = createExecutionContext();
  const headers: HeadersInit = token ? { authorization: `Bearer ${token}` } : {};
  const request = new Request(`https://pamelding.example.no${path}`, { headers });
  const response = await worker.fetch(request, { ...bindings, ...settings } as Bindings, context);
  await waitOnExecutionContext(context);
  log.mockRestore();
  return { status: response.status, body: await response.text(), logged: logged.join("\n") };
}

describe("a secret that is missing or weak", () => {
  it.each<[string, unknown]>([
    ["ADMIN_TOKEN_SHA256", undefined],
    ["ADMIN_TOKEN_SHA256", ""],
    ["ADMIN_TOKEN_SHA256", "changeme"],
    ["LINK_KEYS", undefined],
    ["LINK_KEYS", "1:hemmeleg"],
    ["LINK_KEYS", `1:${"A".repeat(43)}`],
    ["LINK_KEYS", `1:${goodKey},2:${"hemmeleg".repeat(5)}abc`],
    ["RESEND_API_KEY", undefined],
    ["RESEND_WEBHOOK_SECRET", "hemmeleg"],
    ["RESEND_WEBHOOK_SECRET", `whsec_${btoa("kort")}`],
    ["RATE_LIMIT", "off"],
    ["PUBLIC_URL", "http://pamelding.example.no"],
  ])(
    "%s=%s: nothing is served to organisers, the admin hears why in /health, strangers do not",
    async (name, value) => {
      const slug = await aNewEvent("hemmeleg");
      const settings = { [name]: value };
      for (const path of ["export", "definition", "stats"])
        expect((await callWith(settings, `/api/events/${slug}/${path}`, adminToken)).status).toBe(503);
      const stranger = await callWith(settings, "/health");
      expect([stranger.status, stranger.body]).toEqual([503, '{"status":"misconfigured"}']);
      expect(stranger.logged).toContain(name);
      if (value) expect(stranger.logged).not.toContain(value);
      const wrong = await callWith(settings, "/health", "gjetning-gjetning-gjetning");
      expect(wrong.body).toBe(stranger.body);
      // Without the hash of the token, nobody can show to be the admin.
      if (name === "ADMIN_TOKEN_SHA256") return;
      const admin = await callWith(settings, "/health", adminToken);
      const { faults } = JSON.parse(admin.body) as { faults: string[] };
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatch(new RegExp(`^${name}: .{8}`));
      if (value) expect(admin.body).not.toContain(value);
    },
  );

  it("tells the admin that nothing is wrong, too", async () => {
    await tick();
    const { status, body } = await callWith({}, "/health", adminToken);
    expect([status, JSON.parse(body)]).toMatchObject([200, { status: "ok", faults: [] }]);
    expect(JSON.parse((await callWith({}, "/health")).body)).not.toHaveProperty("faults");
  });

  it("is detected when used, if only its hash is known: a short admin token is refused", async () => {
    const slug = await aNewEvent("hemmeleg");
    const settings = { ADMIN_TOKEN_SHA256: await sha256("kort-passord") };
    expect((await callWith(settings, `/api/events/${slug}/export`, "kort-passord")).status).toBe(401);
    const health = await callWith(settings, "/health", "kort-passord");
    expect([health.status, health.body]).toEqual([503, expect.stringContaining("a longer token")]);
    // On a developer's machine it works.
    const local = { ...settings, PUBLIC_URL: "http://127.0.0.1:8787" };
    expect((await callWith(local, `/api/events/${slug}/export`, "kort-passord")).status).toBe(200);
  });
});

describe("a setting for developers' machines only", () => {
  it("is refused elsewhere: no limits, no TLS", () => {
    const faults = (PUBLIC_URL: string, RATE_LIMIT: string) =>
      faultsOf({ ...bindings, PUBLIC_URL, RATE_LIMIT }).map((fault) => fault.split(":")[0]);
    expect(faults("http://127.0.0.1:8787", "off")).toEqual([]);
    expect(faults("https://pamelding.example.no", "on")).toEqual([]);
    expect(faults("https://pamelding.example.no", "off")).toEqual(["RATE_LIMIT"]);
    expect(faults("https://127.0.0.1.vond.example", "off")).toEqual(["RATE_LIMIT"]);
    expect(faults("http://pamelding.example.no", "on")).toEqual(["PUBLIC_URL"]);
  });
});

describe("a secret that is replaced", () => {
  it("lets the old and the new admin token in at once, then the new one alone", async () => {
    const slug = await aNewEvent("hemmeleg");
    const next = "new-admin-token-of-32-characters";
    const both = `${await sha256(adminToken)},${await sha256(next)}`;
    const statuses = async (ADMIN_TOKEN_SHA256: string) =>
      Promise.all(
        [adminToken, next].map(
          async (token) => (await callWith({ ADMIN_TOKEN_SHA256 }, `/api/events/${slug}/export`, token)).status,
        ),
      );
    expect(await statuses(both)).toEqual([200, 200]);
    expect(await statuses(await sha256(next))).toEqual([401, 200]);
  });

  it("of an admin has a name in the log, and removing it ends its access", async () => {
    const slug = await aNewEvent("hemmeleg");
    const olas = "another-admin-token-of-32-characters";
    const kari = `Kari Nordmann:${await sha256(adminToken)}`;
    const ola = `Øla N.-Å:${await sha256(olas)}`;
    const pull = async (setting: string, token: string) =>
      (await callWith({ ADMIN_TOKEN_SHA256: setting }, `/api/events/${slug}/export`, token)).status;
    expect(await pull(`${kari},${ola}`, adminToken)).toBe(200);
    expect(await pull(`${kari}, ${ola}`, olas)).toBe(200);
    expect(await pull(kari, olas)).toBe(401);
    expect(await pull(await sha256(adminToken), adminToken)).toBe(200);
    const { body } = await callWith({}, `/api/events/${slug}/audit-log`, adminToken);
    const { entries } = JSON.parse(body) as { entries: { who: string; action: string }[] };
    const who = entries.filter(({ action }) => action === "export").map((entry) => entry.who);
    expect(who.sort()).toEqual(["admin", "admin Kari Nordmann", "admin Øla N.-Å"]);
  });

  it("still works for links signed with the old key, and for addresses suppressed with it", async () => {
    const old = { id: 1, secret: goodKey };
    const next = {
      id: 2,
      secret: new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(1))).toBase64({
        alphabet: "base64url",
        omitPadding: true,
      }),
    };
    const link = { registration: "0".repeat(32), version: 1 };
    const signedByOld = await manageSecret(link, [old]);
    expect(await manageSecret(link, [old, next])).not.toBe(signedByOld);
    const { readManageSecret } = await import("../../../worker/security/manage-link.ts");
    expect(await readManageSecret(signedByOld, [old, next])).toEqual(link);
    expect(await readManageSecret(signedByOld, [next])).toBeNull();
    const [known] = await addressHashes("kari@example.no", [old]);
    expect(await addressHashes("kari@example.no", [old, next])).toContain(known);
  });
});
