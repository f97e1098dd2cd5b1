/** `POST …/note`: writes the note that only organisers see. */
import { seeOther } from "../../../http/see-other.ts";
import { saveNote } from "../../notes.ts";
import type { PersonRequest } from "./desk-request.ts";
import { gonePage, personPage } from "./person-page.tsx";
import { personPath } from "./place.ts";

export async function postNote(request: PersonRequest, form: URLSearchParams): Promise<Response> {
  const { service, place, t } = request;
  const text = form.get("note") ?? "";
  const seen = form.get("seen") ? Number(form.get("seen")) : null;
  const outcome = await saveNote(service, request, { text, seen });
  switch (outcome.outcome) {
    case "done":
      return seeOther(personPath(place, "note"));
    case "invalid":
      return personPage(request, {
        typed: { text, why: { reason: "invalid", error: t("error.note.tooLong") } },
        status: 422,
      });
    case "refused":
      return outcome.reason === "conflict"
        ? personPage(request, { typed: { text, why: { reason: "conflict" } }, status: 409 })
        : gonePage(request);
  }
}
