import type { Answer, Content } from "../../http/operation.ts";
import { createTranslator } from "../../i18n/translate.ts";
import { Code } from "../../pages/code.tsx";
import * as example from "../../registration/examples.ts";
import { type Endpoint, problemsOf } from "./endpoints.ts";
import { fieldsIn } from "./fields.ts";
import { type Json, schemaOf } from "./schemas.ts";

const t = createTranslator("en");

function whoMay(who: Endpoint["who"][number]): string {
  if (who === "admin") return "The admin's token.";
  return who === "anyone" ? "Anyone." : `A token with the scope ${who.join(" or ")}, or the admin's.`;
}

export function EndpointSection({ endpoint, publicUrl }: { endpoint: Endpoint; publicUrl: string }) {
  const { id, method, path, summary, about, who, query, headers, body, answers } = endpoint;
  return (
    <article class="near" aria-labelledby={id}>
      <h3 id={id}>
        <a href={`#${id}`}>
          <code>
            {method.toUpperCase()} {path}
          </code>
        </a>
      </h3>
      <p>
        <Words text={summary} />
      </p>
      {about && (
        <p>
          <Words text={about} />
        </p>
      )}
      <p class="soft">{who.map(whoMay).join(" ")}</p>
      <Code id={`${id}-call`} heading="Call" level={4} t={t}>
        {callOf(endpoint, publicUrl)}
      </Code>
      {query && <Fields heading="Parameters" schema={schemaOf(query, "input")} />}
      {headers && (
        <Table heading="Headers" rows={Object.entries(headers).map(([name, description]) => ({ name, description }))} />
      )}
      {body && (
        <>
          <Fields heading="Body" schema={schemaOf(body.schema, "input")} />
          <Example id={`${id}-body`} of={{ type: "application/json", example: body.example }} heading="body.json" />
        </>
      )}
      {answers.map((answer) => (
        <Answered key={answer.status} answer={answer} id={`${id}-${answer.status}`} />
      ))}
      <h4>Problems</h4>
      <p>
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

/** A command for a shell; `body.json` is the example body. */
function callOf({ method, path, who, body, needed = [] }: Endpoint, publicUrl: string): string {
  const address = path.replace("{event}", example.event).replace("{id}", example.id);
  const parts = [
    "curl",
    method === "get" || (method === "post" && body) ? "" : `-X ${method.toUpperCase()}`,
    who.every((one) => one !== "anyone") ? '-H "Authorization: Bearer TOKEN"' : "",
    ...needed.map((name) => `-H "${name}: …"`),
    body ? "--json @body.json" : "",
    `"${publicUrl}${address}"`,
  ];
  return parts.filter(Boolean).join(" ");
}

function Answered({ answer: { status, about, contents, headers }, id }: { answer: Answer; id: string }) {
  return (
    <>
      <h4>{status}</h4>
      <p>
        <Words text={about} />
      </p>
      {headers && (
        <p class="soft">
          Headers:{" "}
          {Object.entries(headers)
            .map(([name, description]) => `${name}. ${description}`)
            .join(" ")}
        </p>
      )}
      {contents.map((content, index) => (
        <Example key={content.type} id={`${id}-${index}`} of={content} heading={content.type} />
      ))}
    </>
  );
}

export function Example({ id, of: { example }, heading }: { id: string; of: Content; heading: string }) {
  if (example === null) return null;
  return (
    <Code id={id} heading={heading} level={4} t={t}>
      {typeof example === "string" ? example.trim() : JSON.stringify(example, null, 2)}
    </Code>
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

export function Table({
  heading,
  rows,
}: {
  heading: string;
  rows: { name: string; needed?: boolean; description: string }[];
}) {
  return (
    <>
      <h4>{heading}</h4>
      <table class="fields stacked">
        <tbody>
          {rows.map(({ name, needed, description }) => (
            <tr key={name}>
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
