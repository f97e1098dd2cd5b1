import type { Bindings } from "../../worker/environment.ts";
import service from "../../worker/index.ts";
import { counted } from "../worker/counted.ts";

/**
 * The service with three doors more: `/bench/fill` writes people, `/bench/bare` reads them as barely as one can, and
 * `/bench/cost` says what was read since it was last asked.
 */
let metered: ReturnType<typeof counted> | undefined;

export default {
  ...service,
  async fetch(request: Request, env: Bindings, context: ExecutionContext): Promise<Response> {
    metered ??= counted(env.DB);
    const url = new URL(request.url);
    const event = url.searchParams.get("event") ?? "";
    switch (url.pathname) {
      case "/bench/fill":
        await fill(env.DB, event, Number(url.searchParams.get("from")), Number(url.searchParams.get("to")));
        return new Response(null, { status: 204 });
      case "/bench/bare":
        return new Response(bare(env.DB, event), { headers: { "content-type": "application/json" } });
      case "/bench/cost": {
        const cost = { ...metered.cost };
        Object.assign(metered.cost, { queries: 0, read: 0, written: 0 });
        return Response.json(cost);
      }
      default:
        return service.fetch(request, { ...env, DB: metered.db }, context);
    }
  },
};

async function fill(db: D1Database, event: string, from: number, to: number): Promise<void> {
  const numbers = "WITH RECURSIVE n(i) AS (VALUES (?2) UNION ALL SELECT i + 1 FROM n WHERE i < ?3)";
  await db.batch([
    db
      .prepare(
        `${numbers} INSERT INTO message (id, event, registration, seq, kind, status, with_change, created_at, changed_at)
         SELECT printf('%032x', i), ?1, printf('%032x', i), 1, 'confirmation', 'delivered', 1, i, i FROM n`,
      )
      .bind(event, from, to),
    db
      .prepare(
        `${numbers} INSERT INTO registration (id, event, status, participation, name, email, email_key, organisation, role,
           partner, language, registered_at, changed_at)
         SELECT printf('%032x', i), ?1, 'confirmed', iif(i % 2, 'digital', 'in-person'), 'Kari Nordmann ' || i,
           'kari' || i || '@example.no', 'kari' || i || '@example.no', 'Stad kommune', 'Rådgjevar', 'stad', 'nn', i, i
         FROM n`,
      )
      .bind(event, from, to),
  ]);
}

/** Pages by key, every column, JSON.stringify: what the export has to be held against. */
function bare(db: D1Database, event: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const page = 2500;
  let after = "";
  return new ReadableStream({
    async pull(controller) {
      const { results } = await db
        .prepare("SELECT * FROM registration WHERE event = ? AND id > ? ORDER BY id LIMIT ?")
        .bind(event, after, page)
        .all<{ id: string }>();
      after = results.at(-1)?.id ?? after;
      controller.enqueue(encoder.encode(JSON.stringify(results)));
      if (results.length < page) controller.close();
    },
  });
}
