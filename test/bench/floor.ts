import { Hono } from "hono";

/** What the service is compared with: a bare Hono Worker that does one thing for each request. */
const app = new Hono<{ Bindings: { DB: D1Database } }>();

app.get("/", (c) => c.text("Hello"));

app.post("/registrations", async (c) => {
  const { name, email, language } = await c.req.json<Record<string, string>>();
  await c.env.DB.prepare("INSERT INTO registration (id, name, email, language, at) VALUES (?, ?, ?, ?, ?)")
    .bind(crypto.randomUUID(), name, email, language, Date.now())
    .run();
  return c.json({ status: "confirmed" }, 201);
});

/** As many octets as the embed script has; `/read` first reads a database row, like the embed script. */
app.get("/:after{constant|read}/:octets", async (c) => {
  if (c.req.param("after") === "read")
    await c.env.DB.prepare("SELECT * FROM registration WHERE id = ?").bind("none").first();
  const text = constantOf(Number(c.req.param("octets")));
  const etag = '"constant"';
  if (c.req.header("if-none-match") === etag) return c.body(null, 304, { etag });
  return c.body(text, 200, { "content-type": "text/javascript; charset=utf-8", etag });
});

const constants = new Map<number, string>();

function constantOf(octets: number): string {
  const text = constants.get(octets) ?? "x".repeat(octets);
  constants.set(octets, text);
  return text;
}

export default app;
