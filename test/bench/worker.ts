import type { Bindings } from "../../worker/environment.ts";
import service from "../../worker/index.ts";

/**
 * The service with three more paths: `/bench/fill` writes people, `/bench/bare` reads them as simply as possible, and
 * `/bench/deliver` hands the queue's consumer a batch of their e-mails.
 */
export default {
  ...service,
  async fetch(request: Request, env: Bindings, context: ExecutionContext): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const event = searchParams.get("event") ?? "";
    switch (pathname) {
      case "/bench/fill":
        await fill(env.DB, event, {
          from: Number(searchParams.get("from")),
          to: Number(searchParams.get("to")),
          waiting: searchParams.has("waiting"),
        });
        return new Response(null, { status: 204 });
      case "/bench/deliver":
        await deliver(env, context, event, Number(searchParams.get("count")));
        return new Response(null, { status: 204 });
      case "/bench/bare":
        return new Response(bare(env.DB, event), { headers: { "content-type": "application/json" } });
      default:
        return service.fetch(request, env, context);
    }
  },
};

/** `waiting`: on the waiting list, with a waiting e-mail; otherwise confirmed, with a delivered one. */
async function fill(
  db: D1Database,
  event: string,
  { from, to, waiting }: { from: number; to: number; waiting: boolean },
): Promise<void> {
  const numbers = "WITH RECURSIVE n(i) AS (VALUES (?2) UNION ALL SELECT i + 1 FROM n WHERE i < ?3)";
  // 32 hexadecimal digits, like every id.
  const id = "lower(substr(hex(?1) || '00000000000000000000', 1, 20)) || printf('%012x', i)";
  await db.batch([
    db
      .prepare(
        `${numbers} INSERT INTO message (id, event, registration, seq, kind, status, with_change, created_at, changed_at, due_at)
         SELECT ${id}, ?1, ${id}, 1, 'confirmation', iif(?4, 'queued', 'delivered'), 1, i, i, ?5 FROM n`,
      )
      .bind(event, from, to, waiting, Date.now()),
    db
      .prepare(
        `${numbers} INSERT INTO registration (id, event, status, participation, name, email, email_key, organisation, role,
           partner, language, registered_at, waitlisted_at, changed_at)
         SELECT ${id}, ?1, iif(?4, 'waitlisted', 'confirmed'), iif(?4 OR i % 2, 'in-person', 'digital'), 'Kari Nordmann ' || i,
           'kari' || i || '@example.no', 'kari' || i || '@example.no', 'Stad kommune', 'Rådgjevar', 'stad', 'nn', i,
           iif(?4, i, NULL), i
         FROM n`,
      )
      .bind(event, from, to, waiting),
  ]);
}

/** Calls the consumer as the queue does, with `count` messages. */
async function deliver(env: Bindings, context: ExecutionContext, event: string, count: number): Promise<void> {
  const { results } = await env.DB.prepare("SELECT id FROM message WHERE event = ? AND status = 'queued' LIMIT ?")
    .bind(event, count)
    .all<{ id: string }>();
  const messages = results.map((body) => ({ body, ack() {}, retry() {} }));
  // Only the parts of a batch that the consumer reads.
  const batch = { queue: "messages", messages } as unknown as MessageBatch<{ id: string }>;
  await service.queue(batch, env, context);
}

/** Pages by key, every column, JSON.stringify: what the export is compared with. */
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
