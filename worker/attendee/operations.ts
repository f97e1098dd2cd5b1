/** The operation with which the form reads the event. */
import { json, notModified, operation } from "../http/operation.ts";
import { publicEvent } from "../registration/contract-schemas.ts";

export const readPublicEvent = operation({
  id: "publicEvent",
  group: "The form",
  summary: "The event as everybody may see it, in one language.",
  headers: { "if-none-match": "The ETag of an earlier answer." },
  answers: [
    {
      status: 200,
      about: "What the form shows.",
      contents: [json(publicEvent, null)],
      headers: { etag: "What `If-None-Match` compares." },
    },
    notModified,
  ],
});
