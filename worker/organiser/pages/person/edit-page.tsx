/** Correcting a registration: the form, then what will happen, then the correction. Typed text is never lost. */
import type { ComponentChildren } from "preact";
import { problemOf } from "../../../http/problem.ts";
import { seeOther } from "../../../http/see-other.ts";
import { ErrorSummary } from "../../../pages/form-parts.tsx";
import type { FieldError } from "../../../registration/contract.ts";
import type { Registration } from "../../../storage/registrations.ts";
import { correct, previewCorrection } from "../../correct.ts";
import { registrationOf } from "../../registration-action.ts";
import { askPage, KeepLink } from "./ask-page.tsx";
import { Changes } from "./changes.tsx";
import type { PersonRequest } from "./desk-request.ts";
import { correctable, correctionOf, differing, merged, sentForm, storedFields } from "./edit-form.ts";
import { OwnFields, PartnerAndLanguage, Text, type Typed } from "./fields.tsx";
import { Letters } from "./letter.tsx";
import { gonePage, personPage } from "./person-page.tsx";
import { aboutPath, personPath } from "./place.ts";
import { refusedPage } from "./update-page.tsx";

/** `GET …/edit` */
export async function editPage(request: PersonRequest): Promise<Response> {
  const registration = await editable(request);
  if (registration instanceof Response) return registration;
  return form(request, registration, storedFields(request.event.definition, registration));
}

async function editable(request: PersonRequest): Promise<Registration | Response> {
  const registration = await registrationOf(request.service, request);
  if (!registration) return gonePage(request);
  if (registration.status !== "cancelled") return registration;
  return personPage(request, { refused: request.t("organiser.person.cancelledEdit"), status: 409 });
}

/**
 * `POST …/edit`. The first time it says what will happen; the second time, with the same fields and `confirm`, it corrects.
 * `back` returns to the form.
 */
export async function postEdit(request: PersonRequest, sent: URLSearchParams): Promise<Response> {
  const registration = await editable(request);
  if (registration instanceof Response) return registration;
  const { service, event, place, t } = request;
  const { definition } = event;
  const given = sentForm(definition, sent);
  const stored = storedFields(definition, registration);
  const typed = merged(definition, given, stored);
  const meanwhile = differing(definition, given.was, stored);
  if (meanwhile.length > 0) {
    const notice = (
      <>
        <p>{t("organiser.person.changedFields")}</p>
        <Changes event={definition} names={meanwhile} before={given.was} after={stored} t={t} />
      </>
    );
    return form(request, registration, typed, { notice, status: 409 });
  }
  if (sent.has("back")) return form(request, registration, typed);
  const body = correctionOf(definition, typed, stored);
  const preview = await previewCorrection(service, event, registration, body);
  switch (preview.outcome) {
    case "unchanged":
      return seeOther(personPath(place, "unchanged"));
    case "invalid":
      return form(request, registration, typed, { errors: described(request, preview.errors) });
    case "taken":
      return form(request, registration, typed, { ...taken(request, preview.by), status: 409 });
    case "stored":
      if (!sent.has("confirm")) return checkPage(request, { registration, typed, stored, mails: preview.mails });
  }
  const outcome = await correct(service, request, body);
  if (outcome.outcome === "done") return seeOther(personPath(place, "saved"));
  if (outcome.outcome === "invalid")
    return form(request, registration, typed, { errors: described(request, outcome.errors) });
  if (outcome.reason === "address-taken")
    return form(request, registration, typed, { ...taken(request, null), status: 409 });
  return refusedPage(request, outcome);
}

/** The errors with sentences in the reader's language. */
export function described({ event, t }: Pick<PersonRequest, "event" | "t">, errors: FieldError[]): FieldError[] {
  return problemOf("invalid", t.language, { errors, event: event.definition }).errors ?? [];
}

/** `by`: the registration that has the address, if known. */
function taken({ place, t }: PersonRequest, by: string | null): FormState {
  return {
    errors: [{ field: "email", code: "email.taken", detail: t("organiser.person.taken") }],
    notice: by && (
      <p>
        <a href={personPath({ ...place, id: by })}>{t("organiser.person.takenSee")}</a>
      </p>
    ),
  };
}

interface FormState {
  errors?: readonly FieldError[];
  /** Why the form is shown again. */
  notice?: ComponentChildren;
  status?: number;
}

function form(
  request: PersonRequest,
  registration: Registration,
  typed: Typed,
  { errors = [], notice, status = errors.length > 0 ? 422 : 200 }: FormState = {},
): Promise<Response> {
  const { event, place, t } = request;
  const { definition } = event;
  const asks = (question: (typeof definition.questions)[number]) => definition.questions.includes(question);
  const filled = { typed, errors };
  return askPage(request, {
    page: "edit",
    heading: t("organiser.person.editHeading", { name: registration.name }),
    mistaken: errors.length > 0,
    ...(notice ? { notice } : {}),
    status,
    children: (
      <form class="stack" method="post" action={aboutPath(place, "edit")} noValidate>
        <ErrorSummary errors={errors} t={t} />
        <p>{t("organiser.person.editLead")}</p>
        <Was fields={storedFields(definition, registration)} />
        <Text name="name" label={t("form.name.label")} filled={filled} required />
        <Text name="email" type="email" label={t("form.email.label")} filled={filled} required />
        {(asks("organisation") || asks("role")) && (
          <div class="row">
            {asks("organisation") && <Text name="organisation" label={t("form.organisation.label")} filled={filled} />}
            {asks("role") && <Text name="role" label={t("form.role.label")} filled={filled} />}
          </div>
        )}
        {asks("question") && <Text name="question" long label={t("organiser.person.asked")} filled={filled} />}
        <OwnFields questions={correctable(definition)} filled={filled} t={t} />
        <PartnerAndLanguage partners={definition.partners} filled={filled} t={t} />
        <p class="soft">{t("organiser.person.editNeeds")}</p>
        <div class="acts">
          <button type="submit">{t("organiser.person.editNext")}</button>
          <KeepLink place={place} t={t} />
        </div>
      </form>
    ),
  });
}

/**
 * Hidden fields with the values when the form was opened, so that the second of two organisers sees what the first has
 * changed.
 */
function Was({ fields }: { fields: Typed }) {
  return Object.entries(fields).map(([name, value]) => (
    <input type="hidden" key={name} name={`was.${name}`} value={value} />
  ));
}

interface Checked {
  registration: Registration;
  typed: Typed;
  stored: Typed;
  mails: Parameters<typeof Letters>[0]["mails"];
}

function checkPage(request: PersonRequest, { registration, typed, stored, mails }: Checked): Promise<Response> {
  const { event, place, t } = request;
  const names = differing(event.definition, typed, stored);
  return askPage(request, {
    page: "edit",
    heading: t("organiser.person.editCheck", { name: registration.name }),
    children: (
      <>
        <Changes event={event.definition} names={names} before={stored} after={typed} t={t} />
        {names.includes("email") && <p>{t("organiser.person.newAddress")}</p>}
        <form class="acts" method="post" action={aboutPath(place, "edit")}>
          {Object.entries(typed).map(([name, value]) => (
            <input type="hidden" key={name} name={name} value={value} />
          ))}
          <Was fields={stored} />
          <button type="submit" name="confirm" value="yes">
            {t(mails.length > 0 ? "organiser.person.yes.saveMailed" : "organiser.person.yes.save")}
          </button>
          <button type="submit" class="second" name="back" value="yes">
            {t("organiser.person.editBack")}
          </button>
          <KeepLink place={place} t={t} />
        </form>
        <Letters mails={mails} t={t} />
      </>
    ),
  });
}
