import { type Group, groups } from "../../http/operation.ts";
import { problemNames } from "../../http/problem.ts";
import type { Route } from "../../http/route.ts";
import { createTranslator } from "../../i18n/translate.ts";
import { Code, CopyStatus, copying } from "../../pages/code.tsx";
import { pageResponse } from "../../pages/page.tsx";
import * as example from "../../registration/examples.ts";
import { EndpointSection, Words } from "./endpoint-section.tsx";
import { type Endpoint, endpointsOf } from "./endpoints.ts";
import { openApi } from "./openapi.ts";
import { problemExample } from "./problem-example.ts";
import { WebhookSection } from "./webhook-section.tsx";

const t = createTranslator("en");

/** The fragment of a group on the page. */
const anchorOf = (group: string) => group.toLowerCase().replaceAll(/\W+/g, "-");

interface Chapter {
  group: Group;
  about: string;
  endpoints: Endpoint[];
}

/**
 * `GET /docs`: openapi.json for people, from the same routes: contents, a table, and each operation at its own address. In
 * English, like the API.
 */
export async function docsPage(routes: readonly Route[], publicUrl: string): Promise<Response> {
  const { info } = openApi(routes, publicUrl) as { info: { title: string; description: string } };
  const all = endpointsOf(routes);
  const chapters = Object.entries(groups).map(([group, about]) => ({
    group: group as Group,
    about,
    endpoints: all.filter((endpoint) => endpoint.group === group),
  }));
  const title = `${info.title}: the API`;
  return pageResponse({
    language: "en",
    title,
    brand: info.title,
    personal: false,
    width: "broad",
    ...(await copying()),
    children: (
      <>
        <div class="near">
          <h1>{title}</h1>
          <p>
            <Words text={info.description} />
          </p>
        </div>
        <div class="manual">
          <Contents chapters={chapters} />
          <div class="stack">
            <Start publicUrl={publicUrl} />
            {chapters.map((chapter) => (
              <ChapterSection key={chapter.group} {...chapter} publicUrl={publicUrl} />
            ))}
            <Problems />
            <CopyStatus />
          </div>
        </div>
      </>
    ),
  });
}

function Contents({ chapters }: { chapters: readonly Chapter[] }) {
  return (
    <nav class="contents near" aria-label="Contents">
      <ul class="ops">
        <li>
          <a href="#start">How to call it</a>
        </li>
        {chapters.map(({ group, endpoints }) => (
          <li key={group}>
            <a href={`#${anchorOf(group)}`}>{group}</a>
            <ul class="ops">
              {endpoints.map(({ id, method, path }) => (
                <li key={id}>
                  <a href={`#${id}`}>
                    {method.toUpperCase()} {path.replace("/api/events/{event}", "…")}
                  </a>
                </li>
              ))}
            </ul>
          </li>
        ))}
        <li>
          <a href="#problems">Problems</a>
        </li>
      </ul>
    </nav>
  );
}

function Start({ publicUrl }: { publicUrl: string }) {
  return (
    <section class="near" aria-labelledby="start">
      <h2 id="start">How to call it</h2>
      <p>
        Requests of organisers carry a token. Every address takes <code>?lang=nb|nn|en</code> for the language of
        problems. For programs there is <a href="/openapi.json">openapi.json</a>.
      </p>
      <Code id="first-call" heading="The list of registrations" level={3} t={t}>
        {`curl -H "Authorization: Bearer TOKEN" "${publicUrl}/api/events/${example.event}/export"`}
      </Code>
    </section>
  );
}

function ChapterSection({ group, about, endpoints, publicUrl }: Chapter & { publicUrl: string }) {
  const id = anchorOf(group);
  return (
    <section class="stack" aria-labelledby={id}>
      <div class="near">
        <h2 id={id}>{group}</h2>
        <p>{about}</p>
        <table class="stacked columns">
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col">Path</th>
              <th scope="col">What it does</th>
            </tr>
          </thead>
          <tbody>
            {endpoints.map(({ id: operation, method, path, summary }) => (
              <tr key={operation}>
                <td>
                  <span class="verb">{method.toUpperCase()}</span>
                </td>
                <th scope="row">
                  <a href={`#${operation}`}>
                    <code>{path}</code>
                  </a>
                </th>
                <td>
                  <Words text={summary} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {endpoints.map((endpoint) => (
        <EndpointSection key={endpoint.id} endpoint={endpoint} publicUrl={publicUrl} />
      ))}
      {group === "Webhooks" && <WebhookSection />}
    </section>
  );
}

function Problems() {
  return (
    <section class="near" aria-labelledby="problems">
      <h2 id="problems">Problems</h2>
      <dl class="problems">
        {problemNames.map((name) => {
          const { status, detail } = problemExample(name);
          return [
            <dt key={name} id={`problem-${name}`}>
              {status} <code>/problems/{name}</code>
            </dt>,
            <dd key={`${name} says`}>{detail}</dd>,
          ];
        })}
      </dl>
    </section>
  );
}
