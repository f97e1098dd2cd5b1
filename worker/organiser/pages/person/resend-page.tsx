/** Sending one e-mail again: its present text, and the recipient. */
import { ProblemError } from "../../../http/problem.ts";
import { seeOther } from "../../../http/see-other.ts";
import { previewToOne } from "../../../mail/preview-to-one.ts";
import { PostButton } from "../../../pages/parts.tsx";
import { messageTo, type RepeatableMessage } from "../../../storage/attendee-mail.ts";
import type { Registration } from "../../../storage/registrations.ts";
import { registrationOf } from "../../registration-action.ts";
import { resend } from "../../registrations.ts";
import { retry } from "../../undelivered.ts";
import { askPage, KeepLink } from "./ask-page.tsx";
import type { PersonRequest } from "./desk-request.ts";
import { Letters } from "./letter.tsx";
import { gonePage, personPage } from "./person-page.tsx";
import { aboutPath, personPath } from "./place.ts";
import { refusedPage } from "./update-page.tsx";

/** An undelivered e-mail is itself tried again; of a delivered one, a copy is sent. */
const isUndelivered = ({ status }: RepeatableMessage) => status === "failed" || status === "bounced";

interface Found {
  registration: Registration;
  message: RepeatableMessage;
}

async function find(request: PersonRequest, message: string): Promise<Found | Response> {
  const { service, t } = request;
  const registration = await registrationOf(service, request);
  if (!registration) return gonePage(request);
  const found = await messageTo(service.db, registration.id, message);
  if (!found) return personPage(request, { refused: t("organiser.person.refused.done"), status: 404 });
  if (found.status === "queued")
    return personPage(request, { refused: t("organiser.person.refused.queued"), status: 409 });
  if (found.status === "complained") return refusedPage(request, { outcome: "refused", reason: "complained" });
  return { registration, message: found };
}

/** `GET …/resend?message=`: changes nothing. */
export async function resendPage(request: PersonRequest, id: string): Promise<Response> {
  const found = await find(request, id);
  if (found instanceof Response) return found;
  const { service, event, place, t } = request;
  const { registration, message } = found;
  const { name, email } = registration;
  const mail = await previewToOne(service, event, registration, message);
  if (mail.suppressed === "complained") return refusedPage(request, { outcome: "refused", reason: "complained" });
  if (!mail.relevant) return personPage(request, { refused: t("organiser.person.refused.irrelevant"), status: 409 });
  return askPage(request, {
    page: "resend",
    heading: t("organiser.person.ask.resend", { name }),
    children: (
      <>
        <p>
          {t(isUndelivered(message) ? "organiser.person.then.retry" : "organiser.person.then.resend", { name, email })}
        </p>
        <div class="acts">
          <PostButton action={aboutPath(place, "resend")} fields={{ message: message.id }}>
            {t("organiser.person.yes.resend", { email })}
          </PostButton>
          <KeepLink place={place} t={t} />
        </div>
        <Letters mails={[mail]} vouched t={t} />
      </>
    ),
  });
}

/** `POST …/resend` */
export async function postResend(request: PersonRequest, form: URLSearchParams): Promise<Response> {
  const found = await find(request, form.get("message") ?? "");
  if (found instanceof Response) return found;
  const { service, event, caller, place } = request;
  const { message } = found;
  const { slug } = event.definition;
  if (!isUndelivered(message)) {
    const outcome = await resend(service, slug, caller, message.id);
    return outcome.outcome === "done" ? seeOther(personPath(place, "resend")) : refusedPage(request, outcome);
  }
  try {
    await retry(service, slug, caller, message.id);
    return seeOther(personPath(place, "resend"));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const reason = error.problem === "complained" ? "complained" : "wrong-state";
    return refusedPage(request, { outcome: "refused", reason });
  }
}
