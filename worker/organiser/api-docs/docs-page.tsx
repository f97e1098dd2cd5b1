import { problemNames } from "../../http/problem.ts";
import { pageResponse } from "../../pages/page.tsx";
import { fieldsIn } from "./fields.ts";
import { openApi, problemExample, schemaOf, templateOf } from "./openapi.ts";
import { type Answer, type Content, type Operation, operations, problemsOf } from "./operations.ts";

/** `GET /docs`: openapi.json to read, from the same list. No script, nothing loaded from elsewhere. English, as the API is. */
export function docsPage(publicUrl: string): Promise<Response> {
  const groups = [...new Set(operations.map(({ group }) => group))];
  const { info } = openApi(publicUrl) as { info: { title: string; description: string } };
  return pageResponse({
    language: "en",
    title: `${info.title}: the API`,
    personal: false,
    children: (
      <>
        <header class="pamelding">
          <h1>{info.title}: the API</h1>
          <p class="paragraph">
            <Words text={info.description} />
          </p>
          <p class="paragraph">
            For programs: <a href="/openapi.json">openapi.json</a>. Organisers' requests carry{" "}
            <code>Authorization: Bearer TOKEN</code>. Every address takes <code>?lang=nb|nn|en</code> for the language
            of problems.
          </p>
          <nav aria-label="Operations">
            {groups.map((group) => (
              <section>
                <h2>{group}</h2>
                <ul class="operations">
                  {operations
                    .filter((operation) => operation.group === group)
                    .map(({ id, method, path }) => (
                      <li>
                        <a href={`#${id}`}>
                          {method.toUpperCase()} {templateOf(path)}
                        </a>
                      </li>
                    ))}
                </ul>
              </section>
            ))}
          </nav>
        </header>
        {operations.map((operation) => (
          <Described operation={operation} />
        ))}
        <section class="pamelding" id="problems">
          <h2>Problems</h2>
          <dl>
            {problemNames.map((name) => {
              const { status, detail } = problemExample(name);
              return (
                <div id={`problem-${name}`}>
                  <dt>
                    {status} <code>/problems/{name}</code>
                  </dt>
                  <dd>{detail}</dd>
                </div>
              );
            })}
          </dl>
        </section>
      </>
    ),
  });
}

function whoMay({ who, headers = {} }: Operation): string {
  if (who === "admin") return "The admin's token.";
  if (who !== "anyone") return `A token with the scope ${who.join(" or ")}, or the admin's.`;
  return "authorization" in headers ? "Anyone; a token with the scope manage by hand." : "Anyone.";
}

function Described({ operation }: { operation: Operation }) {
  const { id, method, path, summary, about, query, headers, body, answers } = operation;
  return (
    <article class="pamelding" id={id}>
      <h2>
        <code>
          {method.toUpperCase()} {templateOf(path)}
        </code>
      </h2>
      <p class="paragraph">
        <Words text={summary} />
      </p>
      {about && (
        <p class="paragraph">
          <Words text={about} />
        </p>
      )}
      <p class="hint">{whoMay(operation)}</p>
      {query && <Fields heading="Parameters" schema={schemaOf(query, "input")} />}
      {headers && (
        <Table heading="Headers" rows={Object.entries(headers).map(([name, description]) => ({ name, description }))} />
      )}
      {body && (
        <>
          {body.schema && <Fields heading="Body" schema={schemaOf(body.schema, "input")} />}
          <Example of={body} />
        </>
      )}
      {answers.map((answer) => (
        <Answered answer={answer} />
      ))}
      <h3>Problems</h3>
      <p class="paragraph">
        {problemsOf(operation).map((name, index) => (
          <>
            {index > 0 && ", "}
            <a href={`#problem-${name}`}>{name}</a>
          </>
        ))}
      </p>
    </article>
  );
}

function Answered({ answer: { status, about, contents, headers } }: { answer: Answer }) {
  return (
    <>
      <h3>{status}</h3>
      <p class="paragraph">
        <Words text={about} />
      </p>
      {headers && (
        <p class="hint">
          Headers:{" "}
          {Object.entries(headers)
            .map(([name, description]) => `${name}. ${description}`)
            .join(" ")}
        </p>
      )}
      {contents.map((content) => (
        <Example of={content} />
      ))}
    </>
  );
}

function Example({ of: { type, example } }: { of: Content }) {
  if (example === null) return null;
  return (
    <>
      <p class="hint">{type}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard (WCAG 2.1.1) */}
      <pre tabIndex={0}>
        <code>{typeof example === "string" ? example.trim() : JSON.stringify(example, null, 2)}</code>
      </pre>
    </>
  );
}

/** A sentence in which `code` is code. */
function Words({ text }: { text: string }) {
  return <>{text.split("`").map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}

function Fields({ heading, schema }: { heading: string; schema: Record<string, unknown> }) {
  const rows = fieldsIn(schema).map(({ path, required, type, description }) => ({
    name: path,
    needed: required,
    description: [type, description].filter(Boolean).join(". "),
  }));
  return <Table heading={heading} rows={rows} />;
}

function Table({
  heading,
  rows,
}: {
  heading: string;
  rows: { name: string; needed?: boolean; description: string }[];
}) {
  return (
    <>
      <h3>{heading}</h3>
      <table class="fields">
        <tbody>
          {rows.map(({ name, needed, description }) => (
            <tr>
              <th scope="row">
                <code>{name}</code>
                {needed && " (needed)"}
              </th>
              <td>
                <Words text={description} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
