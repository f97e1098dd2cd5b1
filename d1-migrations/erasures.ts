import { readFileSync, writeFileSync } from "node:fs";

/**
 * Keeps the list of erased registrations outside the database, and erases them again after a backup was restored:
 *
 *   ADMIN_TOKEN=… npm run erasures -- save https://HOST data/erasures.json
 *   ADMIN_TOKEN=… npm run erasures -- replay https://HOST data/erasures.json
 *
 * The list has only ids. Saving adds to the file; replaying can be repeated. People erased by retention are not erased
 * again: the restored definition decides when their time is over. So a restore also brings back people erased by a mistaken
 * definition.
 */

interface Erasure {
  event: string;
  registration: string;
  reason: "request" | "retention";
  at: string;
}

/** The most ids in one request (worker/organiser/erasures.ts). */
const CHUNK = 8;

async function ask<T>(url: string, token: string, init: RequestInit = {}): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await fetch(url, { ...init, headers });
  if (!answer.ok) throw new Error(`${init.method ?? "GET"} ${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

function readList(file: string): Erasure[] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Erasure[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Adds the erasures that are not in the file yet. Returns how many it then has. */
export async function saveErasures(service: string, token: string, file: string): Promise<number> {
  // After a restore the database no longer has what is in the file, so nothing is ever removed from it.
  const known = new Map(readList(file).map((erasure) => [erasure.registration, erasure]));
  for (let since = "0"; ; ) {
    const page = await ask<{ cursor: string; erasures: Erasure[] }>(`${service}/api/erasures?since=${since}`, token);
    if (page.erasures.length === 0) break;
    for (const erasure of page.erasures) {
      // A person who has asked for it is erased for ever, even if retention came first, or again after a restore.
      if (known.get(erasure.registration)?.reason !== "request") known.set(erasure.registration, erasure);
    }
    since = page.cursor;
  }
  writeFileSync(file, `${JSON.stringify([...known.values()], null, 1)}\n`, { mode: 0o600 });
  return known.size;
}

/** Erases people in the file who had asked for it and are in the database again. Returns how many there were. */
export async function replayErasures(service: string, token: string, file: string): Promise<number> {
  const ids = readList(file).flatMap(({ registration, reason }) => (reason === "retention" ? [] : registration));
  let erased = 0;
  for (let start = 0; start < ids.length; start += CHUNK) {
    const body = JSON.stringify({ registrations: ids.slice(start, start + CHUNK) });
    erased += (await ask<{ erased: number }>(`${service}/api/erasures`, token, { method: "POST", body })).erased;
  }
  return erased;
}

if (import.meta.main) {
  const [action, service = "", file = ""] = process.argv.slice(2);
  const token = process.env.ADMIN_TOKEN ?? "";
  if (!token || !URL.canParse(service) || !file || (action !== "save" && action !== "replay")) {
    console.error("ADMIN_TOKEN=… npm run erasures -- save|replay https://HOST FILE");
    process.exit(2);
  }
  if (action === "save") console.log(`${await saveErasures(service, token, file)} erasures are in ${file}.`);
  else console.log(`${await replayErasures(service, token, file)} people were there again, and are erased.`);
}
