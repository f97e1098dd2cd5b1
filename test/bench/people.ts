import type { Ask } from "./load.ts";
import type { Runtime } from "./runtime.ts";

/** An event with room for everybody. */
export const roomy = {
  participation: { inPerson: { capacity: null, waitlist: true }, digital: { capacity: null, streamUrl: null } },
};

/** An event with one seat, and a waiting list. */
export const crowded = {
  participation: { inPerson: { capacity: 1, waitlist: true }, digital: { capacity: null, streamUrl: null } },
};

/** Rows that one transaction writes. */
const STEP = 5000;

/** Writes people `from` to `to` as they are stored after registering. */
export async function fill(
  { service }: Pick<Runtime, "service">,
  event: string,
  { from = 1, to, waiting = false }: { from?: number; to: number; waiting?: boolean },
): Promise<void> {
  for (let start = from; start <= to; start += STEP) {
    const query = new URLSearchParams({ event, from: String(start), to: String(Math.min(to, start + STEP - 1)) });
    const answer = await fetch(`${service}/bench/fill?${query}${waiting ? "&waiting" : ""}`);
    if (!answer.ok) throw new Error(`/bench/fill answered ${answer.status}: ${await answer.text()}`);
  }
}

let registered = 0;

/** The registration of a person whose address is new. */
export function aBody(changes: Record<string, unknown> = {}) {
  const email = `kari.${++registered}@example.no`;
  return { partner: "stad", language: "nn", name: "Kari Nordmann", email, participation: "in-person", ...changes };
}

export function registering(service: string, slug: string): Ask {
  return {
    url: `${service}/api/events/${slug}/registrations`,
    method: "POST",
    body: JSON.stringify(aBody({ waitlist: true })),
    headers: { "content-type": "application/json", "idempotency-key": `"bench-key-${registered}"` },
  };
}
