/** Runs the snippets that the page for organisers tells them to paste. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mailSettled, startForTest, type TestEnvironment } from "../local/for-tests.ts";
import { type Received, startReceiver } from "../local/receiver.ts";
import { projectDir } from "../local/worker-process.ts";

const readme = readFileSync(join(projectDir, "worker/organiser/README.md"), "utf8");

/** The first code block in a language that contains a word. */
function recipe(language: string, word: string): string {
  const blocks = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, of = "", text = ""]) => ({ of, text }));
  const found = blocks.find(({ of, text }) => of === language && text.includes(word));
  if (!found) throw new Error(`The page has no ${language || "plain"} block with ${word}`);
  return found.text;
}

/** Fills in the address and token of this service. */
function filledIn(text: string): string {
  return text.replaceAll("https://HOST", environment.service).replaceAll("TOKEN", environment.organiserToken);
}

let environment: TestEnvironment;
let stateDir: string;

beforeAll(async () => {
  environment = await startForTest({ standIn: { webhookTiming: { delayMs: 20 } } });
  stateDir = environment.stateDir;
  for (const name of ["Kari Nordmann", "Bjørn Åge O'Næss"]) await register(name);
});
afterAll(() => environment.stop());

const api = (path: string, init: RequestInit = {}) =>
  fetch(`${environment.service}/api/events/${environment.event.slug}/${path}`, {
    ...init,
    headers: { ...init.headers, authorization: `Bearer ${environment.organiserToken}` },
  });

async function register(name: string): Promise<void> {
  const answer = await api("registrations", {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify({
      partner: "stad",
      language: "nn",
      name,
      email: `${name.replace(/[^a-z]/gi, "").toLowerCase()}@example.no`,
      participation: "digital",
    }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
}

interface Row {
  id: string;
  name: string;
  status: string;
  mail: { status: string } | null;
}

async function list(): Promise<Row[]> {
  return ((await (await api("export")).json()) as { registrations: Row[] }).registrations;
}

describe("the curl line", () => {
  it("requests what it claims, with the token, in one line", async () => {
    const line = filledIn(recipe("", "export.csv")).trim();
    // Split as a shell does. curl itself may be missing where these tests run.
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
    const [curl, flag, header = "", output, file, address = "", ...more] = words;
    expect([curl, flag, output, file, more]).toEqual(["curl", "-H", "-o", "liste.csv", []]);
    const [name = "", value = ""] = header.split(": ");
    const answer = await fetch(address, { headers: { [name]: value } });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("Bjørn Åge O'Næss");
  });
});

describe("the query for Excel", () => {
  it("requests what it claims, and reads it with the separators that the list has", async () => {
    const query = filledIn(recipe("powerquery", "Web.Contents"));
    const part = (pattern: RegExp) => pattern.exec(query)?.[1] ?? "";
    const address = `${part(/Web\.Contents\("([^"]+)"/)}/${part(/RelativePath = "([^"]+)"/)}?lang=${part(/lang = "(\w+)"/)}`;
    const answer = await fetch(address, { headers: { authorization: part(/Authorization = "([^"]+)"/) } });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
    expect(part(/Encoding = (\d+)/)).toBe("65001");
    expect(part(/QuoteStyle = (\S+?)\]/)).toBe("QuoteStyle.Csv");
    const delimiter = part(/Delimiter = "(.)"/);
    const [heads = "", ...rows] = (await answer.text())
      .replace(/^\ufeff/, "")
      .trimEnd()
      .split("\r\n");
    expect(heads.split(delimiter)).toContain('"Navn"');
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row.split(delimiter)).toHaveLength(heads.split(delimiter).length);
    // Brackets and parentheses must be paired, which is all that can be checked of M here.
    for (const [open, close] of ["()", "[]"])
      expect(query.split(open ?? "").length).toBe(query.split(close ?? "").length);
  });
});

describe("another system", () => {
  it("named in the definition receives changes, soon and signed", async () => {
    const receiver = await startReceiver();
    try {
      // Otherwise the first change may be the status of an earlier e-mail.
      await mailSettled(environment);
      const definition = (await (await api("definition")).json()) as object;
      const put = await fetch(`${environment.service}/api/events/${environment.event.slug}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${environment.organiserToken}`, "content-type": "application/json" },
        body: JSON.stringify({ ...definition, webhooks: [{ url: `${receiver.url}/hook/system` }] }),
      });
      expect(put.status).toBe(200);
      await register("Per Nordmann");
      const { webhooks } = (await (await api("webhooks")).json()) as { webhooks: { secret: string }[] };
      let received: Received[] = [];
      for (const deadline = Date.now() + 10_000; received.length === 0 && Date.now() < deadline; await wait(100))
        received = await (await fetch(`${receiver.url}/received/system`)).json();
      const [first] = received;
      expect(new Webhook(webhooks[0]?.secret ?? "").verify(first?.body ?? "", first?.headers ?? {})).toMatchObject({
        type: "registration.confirmed",
        data: { registration: { name: "Per Nordmann" } },
      });
    } finally {
      await receiver.stop();
    }
  });
});

describe("the script that keeps a copy", () => {
  it("fits in twenty lines, and its copy equals the list whatever happens", async () => {
    const script = recipe("js", "?since=");
    expect(script.trimEnd().split("\n").length).toBeLessThanOrEqual(20);
    await writeFile(join(stateDir, "copy.mjs"), script);
    const copy = async () => {
      const people = JSON.parse(await readFile(join(stateDir, "samskaping.json"), "utf8")).people as Record<
        string,
        Row
      >;
      return Object.values(people).sort((a, b) => (a.id < b.id ? -1 : 1));
    };
    // The rows contain the status of their e-mails, and the queue is still working.
    await mailSettled(environment);
    await run();
    expect(await copy()).toEqual(await list());

    const [kari, other] = await list();
    await api(`registrations/${kari?.id}/cancel`, { method: "POST" });
    await api(`registrations/${other?.id}`, { method: "DELETE" });
    await register("Ola Nordmann");
    await mailSettled(environment);
    await run();
    const rows = await list();
    expect(rows.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "Kari Nordmann cancelled",
      "Per Nordmann confirmed",
      "Ola Nordmann confirmed",
    ]);
    expect(await copy()).toEqual(rows);
  });

  it("stops with an error, and leaves the copy, if it has no access", async () => {
    const before = await readFile(join(stateDir, "samskaping.json"), "utf8");
    const output = await run({ TOKEN: "feil" }).then(
      () => "went well",
      (error: Error) => error.message,
    );
    expect(output).toContain("401");
    expect(await readFile(join(stateDir, "samskaping.json"), "utf8")).toBe(before);
  });

  function run(more: Record<string, string> = {}): Promise<void> {
    const env = {
      ...process.env,
      HOST: environment.service,
      EVENT: "samskaping",
      TOKEN: environment.organiserToken,
      ...more,
    };
    const child = spawn(process.execPath, ["copy.mjs"], { cwd: stateDir, env });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
    return new Promise((resolve, reject) => {
      child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(output))));
    });
  }
});
