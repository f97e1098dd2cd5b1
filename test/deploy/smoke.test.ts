import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SmokeError, smoke, TEST_ADDRESS } from "../../worker/deploy/smoke.ts";
import { startForTest, type TestEnvironment } from "../local/for-tests.ts";

let environment: TestEnvironment;
let said: string[];

beforeAll(async () => {
  environment = await startForTest();
  // The database was made when the test run began: by now /health may report that the cron is late.
  await environment.runCron();
});
afterAll(() => environment.stop());
beforeEach(() => {
  said = [];
});

const walk = (changes: Partial<Parameters<typeof smoke>[0]> = {}) =>
  smoke({
    service: environment.service,
    adminToken: environment.adminToken,
    to: TEST_ADDRESS,
    patienceMs: 30_000,
    say: (sentence) => void said.push(sentence),
    ...changes,
  });

const read = async (path: string) =>
  (await fetch(environment.service + path, { headers: { authorization: `Bearer ${environment.adminToken}` } })).json();
const slugs = async () =>
  ((await read("/api/events")) as { events: { slug: string }[] }).events.map(({ slug }) => slug);

describe("the smoke test of a service", () => {
  it("goes from the form to the e-mail to the list, and leaves no event and no person behind", async () => {
    const before = await slugs();
    await walk();
    expect(said).toEqual([
      expect.stringMatching(/^health: (ok|warning)$/),
      expect.stringMatching(/^event: smoke-/),
      "form: there",
      "registered: a rehearsal",
      expect.stringMatching(/^e-mail to delivered@resend\.dev: (sent|delivered)$/),
      "export: has it",
      "erased",
      "event: deleted",
    ]);
    expect(await slugs()).toEqual(before);
    expect((await environment.standIn.mails()).filter(({ to }) => to.includes(TEST_ADDRESS)).length).toBeGreaterThan(0);
  });

  it("says that the e-mail was not sent, and still deletes its event", async () => {
    const before = await slugs();
    environment.standIn.failNext("422", 1, TEST_ADDRESS);
    await expect(walk({ patienceMs: 3000 })).rejects.toThrow(/The e-mail is "(failed|queued)"/);
    expect(said.at(-1)).toBe("event: deleted");
    expect(await slugs()).toEqual(before);
  });

  it("says which request refused a wrong token, and has stored nothing", async () => {
    const before = await slugs();
    await expect(walk({ adminToken: "wrong" })).rejects.toThrow(/^PUT .* answered 401/);
    expect(await slugs()).toEqual(before);
  });

  it("says that nothing answers", async () => {
    await expect(walk({ service: "http://127.0.0.1:1" })).rejects.toThrow(SmokeError);
  });
});
