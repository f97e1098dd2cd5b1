import { describe, expect, it } from "vitest";
import { quoted } from "../../../worker/storage/table-schema.ts";

/** The service's own code, as text. */
const sources = Object.entries(
  import.meta.glob<string>("../../../worker/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }),
);
const storage = sources.filter(([path]) => path.includes("/worker/storage/"));

/** The texts that a source passes to `prepare`. */
const prepared = /\.prepare\(\s*(`(?:[^`\\]|\\.)*`|"(?:[^"\\]|\\.)*"|[^)]*)/g;

/** The expressions in a text: `${name}`, `${NAMES[kind]}`. */
const inserted = (text: string) => [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, expression = ""]) => expression);

/**
 * A constant text or number of the same file, or of the file of this folder that it is imported from: nothing that comes from outside
 * can be in it, however many levels down.
 */
function isConstantText(source: string, expression: string): boolean {
  const name = /^([A-Za-z_]+)(\[kind\])?$/.exec(expression)?.[1];
  if (!name) return false;
  const from = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from "\\./([a-z-]+\\.ts)"`).exec(source)?.[1];
  const home = from ? storage.find(([path]) => path.endsWith(`/storage/${from}`))?.[1] : source;
  const value = new RegExp(`const ${name}(?:: [^=]+)? =\\s*(\`[^\`]*\`|"[^"]*"|\\{[^}]*\\}|[\\d_ *]+);`).exec(
    home ?? "",
  )?.[1];
  if (!home || !value) return false;
  return inserted(value).every((inner) => isConstantText(home, inner));
}

/**
 * They copy rows of any table, and so name tables and columns as the schema of the database does, each in quotes; values are bound.
 * Of SQL they insert what these make.
 */
const ofTheSchema = ["table-schema.ts", "table-rows.ts", "closed-events.ts"];
const fromTheSchema =
  /^(quoted\(name\)|list\([a-z.]+\)|beyond|owned|kept|values|name|verb|when|act|column|belongs\(table, `\$\{name|quoted\(`|quoted\(table\.name\))/;

describe("SQL", () => {
  it("is only in worker/storage", () => {
    expect(storage.length).toBeGreaterThan(10);
    const elsewhere = sources.filter(
      ([path, source]) => !path.includes("/storage/") && /\.prepare\(|\b(db|DB)\.exec\(/.test(source),
    );
    expect(elsewhere.map(([path]) => path)).toEqual([]);
  });

  it.each(storage)("in %s is built only from constant texts, and values are bound", (path, source) => {
    const statements = [...source.matchAll(prepared)].map(([, argument = ""]) => argument.trim());
    const schema = ofTheSchema.some((name) => path.endsWith(`/storage/${name}`));
    for (const statement of statements) {
      if (schema && !/^[`"]/.test(statement)) {
        // Made above, of names alone; the text of a trigger as the schema has it.
        expect(["sql", "statement"]).toContain(statement);
        continue;
      }
      expect(statement).toMatch(/^[`"]/);
      for (const expression of inserted(statement))
        expect([expression, isConstantText(source, expression) || (schema && fromTheSchema.test(expression))]).toEqual([
          expression,
          true,
        ]);
    }
    // Nothing bypasses `prepare`.
    expect(source).not.toMatch(schema ? /\.exec\(|\.dump\(/ : /\.exec\(|\.dump\(|prepare\([^`"\s]/);
  });

  it("quotes names of the schema, whatever their content", () => {
    expect(quoted('a"; DROP TABLE event; --')).toBe('"a""; DROP TABLE event; --"');
  });

  it("is reported if it contains a value", () => {
    const put = (name: string) => `\${${name}}`;
    const bad = `db.prepare(\`SELECT * FROM event WHERE slug = '${put("slug")}'\`)`;
    const statement = [...bad.matchAll(prepared)][0]?.[1] ?? "";
    expect(inserted(statement)).toEqual(["slug"]);
    expect(isConstantText(`function f(slug: string) { ${bad} }`, "slug")).toBe(false);
    expect(isConstantText(`const TABLE = \`x ${put("input")}\`;`, "TABLE")).toBe(false);
    expect(isConstantText("const TABLE = `event`;", "TABLE")).toBe(true);
  });
});

describe("markup", () => {
  it("is made by JSX, which escapes; only one place makes it from data without JSX", () => {
    const byHand = sources.filter(([, source]) =>
      /dangerouslySetInnerHTML|innerHTML|document\.write|\beval\(|new Function/.test(source),
    );
    // Data, without any `<` (attendee/event-json-ld.test.ts): JSX would escape what a script element holds.
    expect(byHand.map(([path]) => path)).toEqual(["../../../worker/pages/json-ld.tsx"]);
    const form = import.meta.glob<string>("../../../widget/**/*.{ts,tsx}", {
      query: "?raw",
      import: "default",
      eager: true,
    });
    expect(Object.keys(form).length).toBeGreaterThan(10);
    for (const source of Object.values(form)) expect(source).not.toMatch(/dangerouslySetInnerHTML|innerHTML|\beval\(/);
  });
});
