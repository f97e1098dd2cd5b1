/** The form as the service renders it for browsers that run no script, with the hidden fields that are sent with it. */
import { FormContext } from "../../widget/form/form-context.ts";
import { createFormModel, type FormPhase, type Values } from "../../widget/form/form-model.ts";
import { RegistrationForm } from "../../widget/form/registration-form.tsx";
import { textsFor, withoutScript } from "../../widget/texts.ts";
import { createTranslator as createFormTranslator } from "../../widget/translate.ts";
import type { Language } from "../i18n/language.ts";
import { createTranslator, type Translate } from "../i18n/translate.ts";
import type { PublicEvent } from "../registration/contract.ts";
import { HONEYPOT, RENDERED_AT, signedTime } from "../security/bot-check.ts";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import { textsIn } from "./embed.ts";
import { publicEvent } from "./public-event.ts";
import type { Reader } from "./reader.ts";

/** The content of the form. Default: an empty form. */
export interface GivenForm {
  values?: Values;
  phase?: FormPhase;
  status?: number;
  /** The signed time when the attendee first opened the page. Default: now. */
  opened?: string | null;
  /** The address of this page in another language. Default: that of the form. */
  addressIn?: (language: Language) => string;
}

/** A page with the form, and the page after the form was sent. */
export interface FormPlace {
  page(service: Service, event: StoredEvent, reader: Reader, given?: GivenForm): Promise<Response>;
  /** The address of the page with the form. */
  address(slug: string, reader: Reader): string;
  /** `sealed` is made by receipt.ts. */
  receiptAddress(slug: string, sealed: string, reader: Reader): string;
}

/** The form on its page: where it is posted to, what its ticket says below the heading, and what it leaves out. */
interface Setting {
  action: string;
  /** Default: the event's title. */
  lead?: string;
  hidesFacts?: boolean;
}

/** The form of a page, its title, and the event as the form shows it. `setting` is called with the deadline in words. */
export async function plainForm(
  service: Service,
  event: StoredEvent,
  { partner, language }: Reader,
  { values = {}, phase = { state: "editing" }, opened }: GivenForm,
  setting: (deadline: string) => Setting,
) {
  const { PUBLIC_URL, LINK_KEYS } = service.settings;
  const t = createTranslator(language);
  const shown = publicEvent(event, partner, language, PUBLIC_URL, service.now);
  // Everybody with the same copy of the page has the same value: see keyOf in register-by-form.ts.
  const hidden = { [RENDERED_AT]: opened ?? (await signedTime(shown.slug, service.now, LINK_KEYS)) };
  const { hidesFacts = false, ...place } = setting(shown.deadline);
  const form: FormContext = {
    model: createFormModel(shown, { values, phase }),
    t: createFormTranslator(textsIn(language, [...textsFor(shown), ...withoutScript])),
    hosted: { ...place, hidden: <HiddenFields event={shown} values={hidden} trap={t("form.trap")} /> },
    hidesFacts,
  };
  return {
    shown,
    phase,
    title: titleOf(phase, shown, t),
    form: (
      <FormContext.Provider value={form}>
        <RegistrationForm />
      </FormContext.Provider>
    ),
  };
}

function titleOf(phase: FormPhase, { title }: PublicEvent, t: Translate): string {
  if (phase.state === "received") return phase.answer.receipt.heading;
  const invalid = phase.state === "failed" && phase.failure.reason === "invalid";
  return t(invalid ? "error.titlePrefix" : "form.title", { event: title.text, title: title.text });
}

/** Hidden values for a browser without scripts, and a field that only programs fill in. */
function HiddenFields({ event, values, trap }: { event: PublicEvent; values: Record<string, string>; trap: string }) {
  const { partner, language, availability } = event;
  const fields = {
    partner,
    language,
    ...values,
    // The page has said that the room is full: an attendee who chooses it accepts the waiting list.
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
