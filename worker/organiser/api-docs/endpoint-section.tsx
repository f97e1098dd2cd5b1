import type { Answer, Content } from "../../http/operation.ts";
import { type Endpoint, problemsOf } from "./endpoints.ts";
import { fieldsIn } from "./fields.ts";
import { type Json, schemaOf } from "./schemas.ts";

function whoMay(who: Endpoint["who"][number]): string {
  if (who === "admin") return "The admin's token.";
  return who === "anyone" ? "Anyone." : `A token with the scope ${who.join(" or ")}, or the admin's.`;
}

export function EndpointSection({ endpoint }: { endpoint: Endpoint }) {
  const { id, method, path, summary, about, who, query, headers, body, answers } = endpoint;
  return (
    <article class="pamelding" id={id}>
      <h2>
        <code>
          {method.toUpperCase()} {path}
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
      <p class="hint">{who.map(whoMay).join(" ")}</p>
      {query && <Fields heading="Parameters" schema={schemaOf(query, "input")} />}
      {headers && (
        <Table heading="Headers" rows={Object.entries(headers).map(([name, description]) => ({ name, description }))} />
      )}
      {body && (
        <>
          <Fields heading="Body" schema={schemaOf(body.schema, "input")} />
          <Example of={{ type: "application/json", example: body.example }} />
        </>
      )}
      {answers.map((answer) => (
        <Answered answer={answer} />
      ))}
      <h3>Problems</h3>
      <p class="paragraph">
        {problemsOf(endpoint).map((name, index) => (
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
export function Words({ text }: { text: string }) {
  return <>{text.split("`").map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}

function Fields({ heading, schema }: { heading: string; schema: Json }) {
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
