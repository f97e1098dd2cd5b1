import { beforeEach, describe, expect, it } from "vitest";
import { sample } from "../builders.ts";
import { asAdmin, call, json } from "../client.ts";
import { aNewEvent } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("merke");
});

const definition = (headers: Record<string, string> = {}) =>
  call(`/api/events/${slug}/definition`, asAdmin({ headers }));
const put = (headers: Record<string, string>, token?: string) => {
  const init = { ...json({ ...sample, slug }, headers), method: "PUT" };
  return call(`/api/events/${slug}`, token ? bearing(token, init) : asAdmin(init));
};
const bearing = (token: string, init: RequestInit = {}): RequestInit => ({
  ...init,
  headers: { ...init.headers, authorization: `Bearer ${token}` },
});
const tagOf = (response: Response) => response.headers.get("etag") ?? "";

/** How Cloudflare and nginx, Apache, and Jetty change a tag when they compress. */
const onTheWay: [string, (tag: string) => string][] = [
  ["as it was", (tag) => tag],
  ["weakened", (tag) => `W/${tag}`],
  ["with a coding behind it", (tag) => tag.replace(/"$/, '-gzip"')],
  ["weakened, with a coding behind it", (tag) => `W/${tag.replace(/"$/, '--br"')}`],
  ["among others", (tag) => `"1", W/${tag}`],
];

describe("a definition's tag that comes back", () => {
  it.each(onTheWay)("%s counts as the tag of this version", async (_, changed) => {
    const tag = changed(tagOf(await definition()));
    expect((await definition({ "if-none-match": tag })).status).toBe(304);
    expect((await put({ "if-none-match": tag })).status).toBe(412);
    expect((await put({ "if-match": tag })).status).toBe(200);
    // It is not the tag of any other version.
    expect((await put({ "if-match": tag })).status).toBe(412);
  });

  it.each(onTheWay)("from a change, too: %s", async (_, changed) => {
    const saved = await put({});
    expect((await put({ "if-match": changed(tagOf(saved)) })).status).toBe(200);
  });

  it("comes with a request not to change it", async () => {
    for (const response of [await definition(), await put({})])
      expect(response.headers.get("cache-control")).toBe("private, no-store, no-transform");
  });

  it("differs if less is shown, and cannot be used for the whole", async () => {
    const answer = await call(`/api/events/${slug}/tokens`, asAdmin(json({ name: "Les", scopes: ["read"] })));
    const { token } = (await answer.json()) as { token: string };
    const read = (headers: Record<string, string> = {}) =>
      call(`/api/events/${slug}/definition`, bearing(token, { headers }));
    const [whole, part] = [tagOf(await definition()), tagOf(await read())];
    expect(part).not.toBe(whole);
    expect((await read({ "if-none-match": part })).status).toBe(304);
    expect((await read({ "if-none-match": whole })).status).toBe(200);
    expect((await definition({ "if-none-match": part })).status).toBe(200);
    // Stored again, it would remove the webhooks that it does not show.
    expect((await put({ "if-match": part })).status).toBe(412);
  });
});

describe("the tag of an export", () => {
  it.each(onTheWay)("%s is recognised", async (_, changed) => {
    const pull = (headers: Record<string, string> = {}) => call(`/api/events/${slug}/export`, asAdmin({ headers }));
    const tag = tagOf(await pull()).replace(/^W\//, "");
    const again = await pull({ "if-none-match": changed(tag) });
    expect([again.status, tagOf(again)]).toEqual([304, `W/${tag}`]);
  });
});
