import { FormContext } from "../../widget/form/form-context.ts";
import { createFormModel, type Failure, type FormPhase, type Values } from "../../widget/form/form-model.ts";
import { RegistrationForm } from "../../widget/form/registration-form.tsx";
import { textsFor } from "../../widget/texts.ts";
import { createTranslator as createFormTranslator } from "../../widget/translate.ts";
import { idempotencyKey } from "../http/idempotency.ts";
import { MAINTENANCE_RETRY_AFTER, underMaintenance } from "../http/maintenance.ts";
import { type NamedProblem, problemOf } from "../http/problem.ts";
import { registerProblem } from "../http/refusals.ts";
import { isLanguage, type Language, languages } from "../i18n/language.ts";
import { createTranslator, type TextKey } from "../i18n/translate.ts";
import { pageResponse } from "../pages/page.tsx";
import { Local } from "../pages/parts.tsx";
import type { PublicEvent } from "../registration/contract.ts";
import { originsOf } from "../registration/origins.ts";
import { detectBot, HONEYPOT, RENDERED_AT, signedTime } from "../security/bot-check.ts";
import { RETRY_AFTER, rateLimited } from "../security/rate-limit.ts";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import { hostedUrl, lostLinkPath, receiptPath } from "../urls.ts";
import { textsIn } from "./embed.ts";
import { publicEvent } from "./public-event.ts";
import { readReceipt, sealReceipt } from "./receipt.ts";
import { register } from "./register.ts";
import { seeOther } from "./see-other.ts";

/** Which partner and language a page is for: what the address says if it says anything true, else the event's first. */
export function resolvePartnerAndLanguage(
  { definition }: StoredEvent,
  wished: { partner?: string | undefined; language?: unknown },
): { partner: string; language: Language } {
  const [first = ""] = Object.keys(definition.partners);
  // `?lang=en` put behind an address that has a query already: a second question mark is read as an ampersand.
  const query = `partner=${wished.partner ?? ""}&lang=${wished.language ?? ""}`.replaceAll("?", "&");
  const said = (name: string) => new URLSearchParams(query).getAll(name).find(Boolean);
  const [site = "", lang] = [said("partner"), said("lang")];
  const partner = Object.hasOwn(definition.partners, site) ? site : first;
  const language = isLanguage(lang) ? lang : (definition.partners[partner]?.language ?? "nb");
  return { partner, language };
}

/** The same form as in the partners' pages, rendered here, for readers without scripts and pages that strip them. */
export async function hostedPage(
  service: Service,
  event: StoredEvent,
  reader: { partner: string; language: Language },
  given: {
    values?: Values;
    phase?: FormPhase;
    status?: number;
    opened?: string | null;
    /** The address of this page in another language. Default: that of the form. */
    addressIn?: (language: Language) => string;
  } = {},
): Promise<Response> {
  const { language, partner } = reader;
  const { PUBLIC_URL, LINK_KEYS } = service.settings;
  const t = createTranslator(language);
  const shown = publicEvent(event, partner, language, PUBLIC_URL, service.now);
  const hidden = {
    "idempotency-key": crypto.randomUUID(),
    [RENDERED_AT]: given.opened ?? (await signedTime(shown.slug, service.now, LINK_KEYS)),
  };
  const { values = {}, phase = { state: "editing" } } = given;
  const addressIn = given.addressIn ?? ((other) => hostedUrl("", shown.slug, partner, other));
  const form: FormContext = {
    model: createFormModel(shown, { values, phase }),
    t: createFormTranslator(textsIn(language, textsFor(shown))),
    hosted: {
      // The address that shows the form: a browser that opens it again gets the form, in the same language.
      action: hostedUrl("", shown.slug, partner, language),
      hidden: <HiddenFields event={shown} values={hidden} trap={t("form.trap")} />,
    },
  };
  return pageResponse({
    language,
    title: t(titleOf(phase, shown), { event: shown.title.text, title: shown.title.text }),
    status: given.status ?? 200,
    // The key in it is one person's, as is what they typed.
    personal: phase.state !== "editing",
    cacheable: false,
    framedBy: originsOf(event.definition),
    children: (
      <>
        <header class="pamelding">
          <nav aria-label={t("lang.label")}>
            <ul>
              {languages.map((other) => (
                <li key={other}>
                  <a href={addressIn(other)} lang={other} aria-current={other === language ? "true" : undefined}>
                    {t(`lang.${other}`)}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <h1>
            <Local of={shown.title} />
          </h1>
          {shown.summary && (
            <p class="summary">
              <Local of={shown.summary} />
            </p>
          )}
        </header>
        <FormContext.Provider value={form}>
          <RegistrationForm />
        </FormContext.Provider>
        {phase.state !== "received" && <LostLink slug={shown.slug} language={language} partner={partner} />}
      </>
    ),
  });
}

function titleOf(phase: FormPhase, { holdHours }: PublicEvent): TextKey {
  if (phase.state === "received") return holdHours ? "success.verifyHeading" : "success.receivedHeading";
  const invalid = phase.state === "failed" && phase.failure.reason === "invalid";
  return invalid ? "error.titlePrefix" : "form.title";
}

/** What follows a form that was sent: the same page each time it is loaded, and the form a day later. */
export async function receiptPage(
  service: Service,
  event: StoredEvent,
  reader: { partner: string; language: Language },
  sealed: string,
): Promise<Response> {
  const { slug } = event.definition;
  const receipt = await readReceipt(slug, sealed, service);
  if (!receipt) return seeOther(hostedUrl("", slug, reader.partner, reader.language));
  const { answer, email } = receipt;
  return hostedPage(service, event, reader, {
    phase: { state: "received", answer, email },
    addressIn: (language) => receiptPath(slug, sealed, reader.partner, language),
  });
}

/** What goes along when a browser without scripts sends the form, and a field for programs that fill in all there is. */
function HiddenFields({ event, values, trap }: { event: PublicEvent; values: Record<string, string>; trap: string }) {
  const { partner, language, availability } = event;
  const fields = {
    partner,
    language,
    ...values,
    // The page has said that the room is full: the attendee who chooses it accepts to wait.
    ...(availability["in-person"] === "waitlist" ? { waitlist: "true" } : {}),
  };
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" key={name} name={name} value={value} />
      ))}
      <label class="trap" aria-hidden="true">
        {trap} <input name={HONEYPOT} tabIndex={-1} autocomplete="off" />
      </label>
    </>
  );
}

/** Asks for the manage link again. */
export function LostLink({
  slug,
  language,
  partner,
  error,
  typed,
  heading: Heading = "h2",
}: {
  slug: string;
  language: Language;
  partner: string;
  error?: string;
  typed?: string;
  heading?: "h1" | "h2";
}) {
  const t = createTranslator(language);
  return (
    <section class="pamelding" aria-labelledby="lost">
      <Heading id="lost">{t("manage.lostHeading")}</Heading>
      <p class="hint">{t("manage.lostBody")}</p>
      <form method="post" action={lostLinkPath(slug, partner, language)} noValidate>
        <input type="hidden" name="language" value={language} />
        <input type="hidden" name="partner" value={partner} />
        <div class="field">
          <label for="lost-email">{t("form.email.label")}</label>
          <div id="lost-error" class="error">
            {error}
          </div>
          <input
            id="lost-email"
            name="email"
            type="email"
            autocomplete="email"
            value={typed}
            aria-required="true"
            aria-describedby="lost-error"
            aria-invalid={error ? true : undefined}
          />
        </div>
        <button type="submit" class="secondary">
          {t("manage.lostSubmit")}
        </button>
      </form>
    </section>
  );
}

/** `colleagues.0.email` and the like, as a plain form posts them, in the shape that the script sends. */
export function bodyOfForm(form: URLSearchParams): Record<string, unknown> {
  const typed = (name: string) => form.get(name) ?? "";
  // With the rows that nobody filled in, which the schema ignores: so each error has the number of its row.
  const colleagues: { name: string; email: string }[] = [];
  for (let index = 0; form.has(`colleagues.${index}.name`); index++)
    colleagues.push({ name: typed(`colleagues.${index}.name`), email: typed(`colleagues.${index}.email`) });
  return {
    ...Object.fromEntries(
      ["partner", "language", "name", "email", "participation", "organisation", "role", "question"].map((name) => [
        name,
        typed(name),
      ]),
    ),
    waitlist: typed("waitlist") === "true",
    needs: {
      diet: typed("needs.diet"),
      access: typed("needs.access"),
      consent: typed("needs.consent") === "true",
    },
    colleagues,
  };
}

/** What is known of the sender of a form. */
interface Sender {
  /** Whose page it stands in, where that is another's. */
  origin: string | null;
  /** Too many posts come from there. */
  overLimit: boolean;
  /** More register for the event than people do. */
  eventUnderLoad: boolean;
}

/**
 * A plain form's post: the page again, with what was typed, what is wrong with it and a new key, since it will be mended;
 * or the way to what to expect now (RFC 9110 section 15.4.4: 303 makes reloading harmless).
 */
export async function registerByForm(
  service: Service,
  event: StoredEvent,
  form: URLSearchParams,
  { origin, overLimit, eventUnderLoad }: Sender,
): Promise<Response> {
  const key = idempotencyKey(form.get("idempotency-key"));
  const body = bodyOfForm(form);
  const slug = event.definition.slug;
  const reader = resolvePartnerAndLanguage(event, {
    partner: form.get("partner") ?? undefined,
    language: form.get("language"),
  });
  const verdict = await detectBot(form, slug, service.settings.LINK_KEYS, service.now, eventUnderLoad);
  const suspected = verdict.filledInBy === "program";
  const { MAINTENANCE } = service.settings;
  if (!suspected && !overLimit && !MAINTENANCE) await new Promise((resolve) => setTimeout(resolve, verdict.waitMs));
  const contactEmail = event.definition.contacts.practical.email;
  const values = Object.fromEntries(form);
  let refusal: NamedProblem;
  if (MAINTENANCE) refusal = underMaintenance;
  else if (overLimit) refusal = rateLimited();
  else if (suspected) refusal = { problem: "bot-check", details: { values: { contactEmail } } };
  else {
    const outcome = await register(service, { slug, key, origin, text: JSON.stringify(body), body });
    if (outcome.outcome === "registered") {
      const { status, participation, position, places } = outcome.answer;
      const answer = { status, participation, position, places };
      const sealed = await sealReceipt(slug, { answer, email: values.email ?? "" }, service);
      return seeOther(receiptPath(slug, sealed, reader.partner, reader.language));
    }
    refusal = registerProblem(outcome);
  }
  const problem = problemOf(refusal.problem, reader.language, refusal.details);
  const { type, detail, errors } = problem;
  const failure: Failure = errors
    ? { reason: "invalid", errors }
    : { reason: "refused", type: type.slice("/problems/".length), detail };
  const page = await hostedPage(service, event, reader, {
    status: problem.status,
    // An attendee who mends something has had the page open since then.
    opened: suspected ? null : form.get(RENDERED_AT),
    values,
    phase: { state: "failed", failure },
  });
  if (MAINTENANCE) page.headers.set("retry-after", String(MAINTENANCE_RETRY_AFTER));
  else if (overLimit) page.headers.set("retry-after", String(RETRY_AFTER));
  return page;
}
