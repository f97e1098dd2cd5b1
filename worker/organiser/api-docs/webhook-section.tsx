import { Example, Table } from "./endpoint-section.tsx";
import { headers, payload, summary } from "./webhooks.ts";

/** What the service sends to the endpoints of a definition, and how it understands the answer. */
export function WebhookSection() {
  return (
    <article class="near" aria-labelledby="change">
      <h3 id="change">
        <a href="#change">
          <code>POST to your endpoint</code>
        </a>
      </h3>
      <p>{summary}</p>
      <Table
        heading="Headers"
        rows={Object.entries(headers).map(([name, description]) => ({ name, needed: true, description }))}
      />
      <Example id="change-body" of={{ type: "application/json", example: payload }} heading="application/json" />
      <h4>Answers</h4>
      <p>
        2XX says that it was received, 410 pauses the endpoint at once, and any other answer is tried again with growing
        delays for a day.
      </p>
    </article>
  );
}
