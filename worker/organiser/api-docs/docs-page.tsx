import { groups } from "../../http/operation.ts";
import { problemNames } from "../../http/problem.ts";
import type { Route } from "../../http/route.ts";
import { pageResponse } from "../../pages/page.tsx";
import { EndpointSection, Words } from "./endpoint-section.tsx";
import { endpointsOf } from "./endpoints.ts";
import { openApi } from "./openapi.ts";
import { problemExample } from "./problem-example.ts";

/** `GET /docs`: openapi.json to read, from the same routes. No script, nothing loaded from elsewhere. English, as the API is. */
export function docsPage(routes: readonly Route[], publicUrl: string): Promise<Response> {
  const endpoints = endpointsOf(routes);
  const { info } = openApi(routes, publicUrl) as { info: { title: string; description: string } };
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
            {Object.keys(groups).map((group) => (
              <section>
                <h2>{group}</h2>
                <ul class="operations">
                  {endpoints
                    .filter((endpoint) => endpoint.group === group)
                    .map(({ id, method, path }) => (
                      <li>
                        <a href={`#${id}`}>
                          {method.toUpperCase()} {path}
                        </a>
                      </li>
                    ))}
                </ul>
              </section>
            ))}
          </nav>
        </header>
        {endpoints.map((endpoint) => (
          <EndpointSection key={endpoint.id} endpoint={endpoint} />
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
