import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { eventDefinition } from "../../../worker/registration/event-definition.ts";
import { sample } from "../builders.ts";
import { aBody, call, json } from "../client.ts";
import { aNewEvent } from "../people.ts";

const partner = { name: "Stad", language: "nn", site: "https://stad.example.no" } as const;
const withPartner = (changes: object) => ({ ...sample, partners: { stad: { ...partner, ...changes } } });
const faults = (definition: unknown) => {
  const parsed = eventDefinition.safeParse(definition);
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join("."));
};

const hosts = [
  "https://a;script-src",
  "https://*",
  "https://*.example.no",
  "https://a,b.example.no",
  "https://a'self'",
  "https://a$.example.no",
  "https://a&b.example.no",
  "https://a(b).example.no",
  "https://a..example.no",
  "https://-",
];

describe("a web address without a valid host", () => {
  it.each(hosts)("is refused wherever a definition has one: %s", (address) => {
    expect(faults(withPartner({ site: address }))).toEqual(["partners.stad.site"]);
    expect(faults(withPartner({ site: `${address}/x` }))).toEqual(["partners.stad.site"]);
    expect(faults(withPartner({ projectPage: `${address}/x` }))).toEqual(["partners.stad.projectPage"]);
    expect(faults(withPartner({ origins: [address] }))).toEqual(["partners.stad.origins.0"]);
    expect(faults({ ...sample, mails: { materialsUrl: address } })).toEqual(["mails.materialsUrl"]);
    expect(faults({ ...sample, webhooks: [{ url: address }] })).toEqual(["webhooks.0.url"]);
  });

  it.each([
    "https://blåbær.no/x?y",
    "http://localhost:4000",
    "https://127.0.0.1:8443",
    "http://[::1]:80/",
    "https://a_b.no",
  ])("is not %s", (site) => {
    expect(faults(withPartner({ site }))).toEqual([]);
  });

  it("is the only thing accepted as an origin", () => {
    for (const origins of [
      ["https://stad.no/x"],
      ["ftp://stad.no"],
      ["null"],
      ["https://stad.no;x"],
      ["https://k@stad.no"],
    ])
      expect(faults(withPartner({ origins }))).toEqual(["partners.stad.origins.0"]);
  });
});

describe("a definition that was stored before", () => {
  let slug: string;

  beforeEach(async () => {
    slug = await aNewEvent("opphav");
  });

  async function store(changes: object) {
    const definition = JSON.stringify({ ...eventDefinition.parse({ ...sample, slug }), ...withPartner(changes), slug });
    await env.DB.prepare("UPDATE event SET definition = ?, version = version + 1 WHERE slug = ?")
      .bind(definition, slug)
      .run();
  }

  it.each(hosts)("with %s puts no part of it into a policy", async (address) => {
    await store({ site: address });
    const policy = (await call(`/events/${slug}`)).headers.get("content-security-policy") ?? "";
    expect(policy.split("; ").map((directive) => directive.split(" ")[0])).toEqual([
      "default-src",
      "style-src",
      "form-action",
      "base-uri",
      "frame-ancestors",
    ]);
    expect(policy).toMatch(/frame-ancestors '(self|none)'$/);
  });

  it("allows no page that it does not list", async () => {
    await store({ origins: ["https://*", "https://stad.example.no"] });
    const from = async (origin: string) => {
      const response = await call(`/api/events/${slug}/registrations`, json(aBody("x"), { origin }));
      return response.headers.get("access-control-allow-origin");
    };
    expect(await from("https://stad.example.no")).toBe("https://stad.example.no");
    expect(await from("https://*")).toBe(null);
    expect(await from("https://evil.example.no")).toBe(null);
  });
});
