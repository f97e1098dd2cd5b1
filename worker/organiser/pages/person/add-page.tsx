/** Adding an attendee by hand: the form's questions, without the deadline. */
import type { ComponentChildren } from "preact";
import { idempotencyKey } from "../../../http/idempotency.ts";
import { seeOther } from "../../../http/see-other.ts";
import { answersOfForm } from "../../../pages/form-answers.ts";
import { ErrorSummary } from "../../../pages/form-parts.tsx";
import { ButtonLink, Notice } from "../../../pages/parts.tsx";
import { offers, participations } from "../../../registration/capacity.ts";
import type { FieldError } from "../../../registration/contract.ts";
import { emailKeyOf } from "../../../registration/email-address.ts";
import { asksSensitive, ownQuestions } from "../../../registration/own-questions.ts";
import type { RegisterOutcome } from "../../../registration/registering.ts";
import { exportRowsAt } from "../../../storage/export.ts";
import { newId } from "../../../storage/ids.ts";
import { unreachable } from "../../../unreachable.ts";
import { addByHand } from "../../add-by-hand.ts";
import { deskPage, eventPath } from "../desk.tsx";
import type { DeskRequest } from "./desk-request.ts";
import { described } from "./edit-page.tsx";
import { OwnFields, PartnerAndLanguage, Select, Text, Tick, type Typed } from "./fields.tsx";
import { personPath } from "./place.ts";
import { seatsInWords } from "./update-page.tsx";

const addPath = (slug: string) => `/organiser/${slug}/registrations/add`;

/** `GET …/add` */
export function addPage(request: DeskRequest): Promise<Response> {
  const { event, reader } = request;
  const { partners, participation } = event.definition;
  const [partner = ""] = Object.keys(partners);
  const way = participation.inPerson ? "in-person" : "digital";
  const language = partners[partner]?.language ?? reader.language;
  return form(request, { partner, participation: way, language });
}

/** The body of the API's request, from a form of this page. */
function bodyOf({ event }: DeskRequest, form: URLSearchParams) {
  const { questions } = event.definition;
  const typed = (name: string) => form.get(name) ?? "";
  const names = ["partner", "language", "name", "email", "participation", "organisation", "role", "question"];
  return {
    ...Object.fromEntries(names.map((name) => [name, typed(name)])),
    waitlist: typed("waitlist") === "true",
    needs: { diet: typed("needs.diet"), access: typed("needs.access"), consent: typed("needs.consent") === "true" },
    answers: answersOfForm(form, questions, "", { participation: form.get("participation") }),
    rehearsal: typed("rehearsal") === "true",
  };
}

/** `POST …/add`: leads to the person, or shows the form with what was typed and its errors. */
export async function postAdd(request: DeskRequest, sent: URLSearchParams): Promise<Response> {
  const { service, event, caller } = request;
  const body = bodyOf(request, sent);
  const key = idempotencyKey(sent.get("key") ?? undefined);
  const outcome = await addByHand(service, event, caller, { key, text: JSON.stringify(body), json: body });
  const typed = Object.fromEntries(sent);
  if (outcome.outcome !== "registered") return refused(request, typed, outcome);
  const [registration] = outcome.answer.registrations;
  // The person was erased, or got another address, between two statements.
  if (!registration) return seeOther(eventPath(event.definition.slug, "registrations"));
  return seeOther(personPath({ slug: event.definition.slug, id: registration.id, list: null }, "added"));
}

type Refusal = Exclude<RegisterOutcome, { outcome: "registered" }>;

async function refused(request: DeskRequest, typed: Typed, outcome: Refusal): Promise<Response> {
  const { service, event, t } = request;
  const { slug } = event.definition;
  if (outcome.outcome === "invalid") return form(request, typed, { errors: described(request, outcome.errors) });
  const because = (notice: ComponentChildren, more: Partial<Typed> = {}) =>
    form(request, { ...typed, ...more } as Typed, { notice, status: 409 });
  switch (outcome.reason) {
    case "address-taken": {
      const rows = await exportRowsAt(service.db, slug, [emailKeyOf(typed.email ?? "")], typed.rehearsal === "true");
      const [taken] = rows;
      const link = taken && (
        <a href={personPath({ slug, id: taken.id, list: null })}>{t("organiser.person.takenSee")}</a>
      );
      return form(request, typed, { errors: described(request, outcome.errors), notice: link, status: 409 });
    }
    case "full": {
      const waits = outcome.present.availability["in-person"] === "waitlist" && typed.participation === "in-person";
      return because(t(waits ? "organiser.person.addFull" : "organiser.person.addFullPlain"));
    }
    case "past":
    case "cancelled":
      return because(t("organiser.person.addOver"));
    // The form was sent before with other answers, or without a key: this page has a new one.
    case "key-reused":
    case "no-key":
      return because(t("organiser.person.addAgain"), { key: "" });
    case "not-open":
    case "closed":
    case "origin":
    case "no-such-event":
      throw new Error(`An organiser is not refused for ${outcome.reason}`);
    default:
      return unreachable(outcome);
  }
}

interface FormState {
  errors?: readonly FieldError[];
  notice?: ComponentChildren;
  status?: number;
}

function form(request: DeskRequest, typed: Typed, state: FormState = {}): Promise<Response> {
  const { service, event, reader, t } = request;
  const { errors = [], notice, status = errors.length > 0 ? 422 : 200 } = state;
  const { definition } = event;
  const heading = t("organiser.person.addHeading");
  return deskPage({
    event: definition,
    reader,
    place: "registrations",
    title: errors.length > 0 ? t("error.titlePrefix", { title: heading }) : heading,
    path: addPath(definition.slug),
    status,
    children: (
      <div class="sect question">
        <h1>{heading}</h1>
        {notice && <Notice tone="warning">{notice}</Notice>}
        <p>{t("organiser.person.addLead")}</p>
        <p class="soft num">{seatsInWords(event, t)}</p>
        <form class="stack" method="post" action={addPath(definition.slug)} noValidate>
          <ErrorSummary errors={errors} t={t} />
          <input type="hidden" name="key" value={typed.key || newId(service.now)} />
          <Fields request={request} filled={{ typed, errors }} />
          <div class="acts">
            <button type="submit">{t("organiser.list.add")}</button>
            <ButtonLink href={eventPath(definition.slug, "registrations")} look="quiet">
              {t("button.back")}
            </ButtonLink>
          </div>
        </form>
      </div>
    ),
  });
}

interface FieldsProps {
  request: DeskRequest;
  filled: { typed: Typed; errors: readonly FieldError[] };
}

function Fields({ request: { event, t }, filled }: FieldsProps) {
  const { definition } = event;
  const { questions, partners, retention } = definition;
  const asks = (question: (typeof questions)[number]) => questions.includes(question);
  const own = ownQuestions(questions);
  const ways = participations.filter((way) => offers(definition, way));
  return (
    <>
      <Text name="name" label={t("form.name.label")} filled={filled} required />
      <Text
        name="email"
        type="email"
        label={t("form.email.label")}
        hint={t("organiser.person.addEmail")}
        filled={filled}
        required
      />
      <Select
        name="participation"
        label={t("organiser.person.addHow")}
        filled={filled}
        options={ways.map((key) => ({
          key,
          label: t(key === "digital" ? "organiser.list.tab.digital" : "organiser.list.tab.inPerson"),
        }))}
      />
      {event.capacity.waitlist && offers(definition, "in-person") && (
        <Tick name="waitlist" label={t("organiser.person.addWait")} filled={filled} />
      )}
      {(asks("organisation") || asks("role")) && (
        <div class="row">
          {asks("organisation") && <Text name="organisation" label={t("form.organisation.label")} filled={filled} />}
          {asks("role") && <Text name="role" label={t("form.role.label")} filled={filled} />}
        </div>
      )}
      {asks("question") && <Text name="question" long label={t("organiser.person.asked")} filled={filled} />}
      <OwnFields questions={own.filter(({ sensitive }) => !sensitive)} filled={filled} t={t} />
      {asksSensitive(questions) && (
        <fieldset class="stack">
          <legend>{t("organiser.person.needs")}</legend>
          {asks("diet") && <Text name="needs.diet" long label={t("csv.diet")} filled={filled} />}
          {asks("access") && <Text name="needs.access" long label={t("csv.access")} filled={filled} />}
          <OwnFields questions={own.filter(({ sensitive }) => sensitive)} filled={filled} t={t} />
          <Tick
            name="needs.consent"
            label={t("organiser.person.addConsent")}
            hint={t("organiser.person.addConsentHint", { days: retention.needsDays })}
            filled={filled}
          />
        </fieldset>
      )}
      <PartnerAndLanguage partners={partners} filled={filled} t={t} />
      <Tick name="rehearsal" label={t("organiser.person.addRehearsal")} filled={filled} />
    </>
  );
}
