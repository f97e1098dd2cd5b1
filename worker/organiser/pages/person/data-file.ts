/**
 * `GET …/data.json`: everything stored about one attendee, to answer a request for access (GDPR Article 15). It is logged.
 */
import { personalData } from "../../../actions/personal-data.ts";
import { audit } from "../../audit-log.ts";
import { registrationOf } from "../../registration-action.ts";
import type { PersonRequest } from "./desk-request.ts";
import { gonePage } from "./person-page.tsx";

export async function dataFile(request: PersonRequest): Promise<Response> {
  const { service, event, caller, id } = request;
  const registration = await registrationOf(service, request);
  if (!registration) return gonePage(request);
  const json = JSON.stringify(await personalData(service, { event, registration }), null, 2);
  await audit(service, caller, { event: event.definition.slug, action: "personal data", count: 1, detail: id });
  return new Response(json, {
    headers: {
      "content-type": "application/json",
      "content-disposition": `attachment; filename="${event.definition.slug}-${id}.json"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
