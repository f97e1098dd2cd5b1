/** "Er du sikker?": what saving a definition would do, in one sentence with numbers and then in full. It changes nothing. */
import type { ComponentChildren } from "preact";
import type * as z from "zod";
import { dateAndTime } from "../../../i18n/dates.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { put } from "../../../pages/put.ts";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import type { definitionPreview } from "../../definition.ts";
import type { Difference } from "./differences.ts";
import { Differences } from "./differences-list.tsx";
import { MailSamples } from "./mail-samples.tsx";

export type Preview = z.infer<typeof definitionPreview>;

/** What happens when the organiser says yes. */
export type SaveKind = "save" | "cancel" | "uncancel" | "create";

export interface SureProps {
  kind: SaveKind;
  /** The address that the answer is posted to. */
  action: string;
  /** Hidden fields: the form as it was sent. */
  fields: URLSearchParams;
  preview: Preview;
  definition: EventDefinition;
  /** The stored definition; null for a new event. */
  before: EventDefinition | null;
  differences: readonly Difference[];
  /** The organiser's own address, if the definition removes it. */
  leaving: string | null;
  /** The errors on this page, by the name of the field. */
  errors: ReadonlyMap<string, string>;
  /** The address of a new event. */
  address?: string;
  t: Translate;
}

/** Buttons and questions of this page, which are not hidden fields of the form. */
const OWN = ["act", "confirm", "erase", "leave"];

export function SurePage(props: SureProps) {
  const { action, fields, preview, differences, definition, before, leaving, errors, address, t } = props;
  const { promotes, promoted, overCapacity } = preview;
  return (
    <form class="sure" method="post" action={action} noValidate>
      {[...fields].map(([name, value], index) =>
        // Names may occur twice, and these inputs never change.
        OWN.includes(name) ? null : <input type="hidden" key={`${index} ${name}`} name={name} value={value} />,
      )}
      <section class="card stack" aria-labelledby="sure">
        <div class="near">
          <h2 id="sure" class="soft">
            {t("organiser.edit.sure.title")}
          </h2>
          <p class="say num">{sentence(preview, t)}</p>
          {address && <p>{t("organiser.edit.sure.createLead", { address })}</p>}
          {overCapacity > 0 && <p class="note warn">{t.count("organiser.edit.sure.over", overCapacity)}</p>}
        </div>
        {preview.withoutMail.map((field) => (
          <p key={field}>{t(`organiser.edit.sure.withoutMail.${field}`)}</p>
        ))}
        {differences.length > 0 && before && (
          <div class="near">
            <h3>{t("organiser.edit.sure.differences")}</h3>
            <Differences differences={differences} />
          </div>
        )}
        <div class="two">
          {promoted > 0 && (
            <div class="near" id="places">
              <h3>{t("organiser.edit.sure.promotes")}</h3>
              <p>{names(promotes, promoted, t)}</p>
            </div>
          )}
          {preview.messages > 0 && (
            <div class="near" id="mails">
              <h3>{t("organiser.edit.sure.notifies")}</h3>
              <MailSamples preview={preview} definition={definition} before={before} t={t} />
            </div>
          )}
        </div>
        <Erasures preview={preview} timeZone={definition.timeZone} errors={errors} t={t} />
        <Answers preview={preview} errors={errors} t={t} />
        {leaving && (
          <div>
            {errors.has("leave") && (
              <div class="error" id="leave-error">
                {errors.get("leave")}
              </div>
            )}
            <label class="tick">
              <input
                type="checkbox"
                id="leave"
                name="leave"
                value="on"
                aria-describedby={errors.has("leave") ? "leave-error" : undefined}
              />
              <span>{t("organiser.edit.sure.leave", { email: leaving })}</span>
            </label>
          </div>
        )}
        <div class="acts">
          <button type="submit" name="act" value="save" class={isDanger(props) ? "stop" : undefined}>
            {label(props)}
          </button>
          <button type="submit" name="act" value="back" class="quiet">
            {t(
              props.kind === "save" || props.kind === "create"
                ? "organiser.edit.sure.back"
                : "organiser.edit.sure.keepIt",
            )}
          </button>
        </div>
      </section>
    </form>
  );
}

const isDanger = ({ kind, preview }: SureProps) => kind === "cancel" || preview.erases.people > 0;

/** "Lagre og send 196 e-poster" */
function label({ kind, preview: { messages, erases }, t }: SureProps): string {
  const act = {
    save: () => (messages > 0 ? t.count("organiser.edit.sure.saveMails", messages) : t("organiser.edit.sure.save")),
    cancel: () =>
      messages > 0 ? t.count("organiser.edit.sure.cancelMails", messages) : t("organiser.edit.sure.cancel"),
    uncancel: () =>
      messages > 0 ? t.count("organiser.edit.sure.uncancelMails", messages) : t("organiser.edit.uncancel"),
    create: () => t("organiser.edit.sure.create"),
  }[kind]();
  return erases.people > 0 ? t.count("organiser.edit.sure.andErase", erases.people, { label: act }) : act;
}

function sentence({ promoted, messages, erases }: Preview, t: Translate): ComponentChildren {
  const link = (href: string, count: number) => <a href={href}>{count}</a>;
  const kept = { count: "{count}" };
  const parts: ComponentChildren[] = [];
  if (promoted > 0)
    parts.push(put(t.count("organiser.edit.sure.promoted", promoted, kept), { count: link("#places", promoted) }));
  parts.push(
    messages > 0
      ? put(t.count("organiser.edit.sure.mails", messages, kept), { count: link("#mails", messages) })
      : t("organiser.edit.sure.noMails"),
  );
  parts.push(
    erases.people > 0
      ? put(t.count("organiser.edit.sure.erased", erases.people, kept), { count: link("#erases", erases.people) })
      : t("organiser.edit.sure.noErasures"),
  );
  const between = (index: number) => (index === 0 ? "" : index === parts.length - 1 ? t("organiser.say.and") : ", ");
  return put(t("organiser.edit.sure.lead"), { parts: parts.map((part, index) => [between(index), part]) });
}

/** The most names in one line. */
const NAMES = 8;

function names(people: Preview["promotes"], count: number, t: Translate): string {
  const first = people.slice(0, NAMES).map(({ name }) => name);
  const more = count - first.length;
  return `${first.join(", ")}${more > 0 ? ` ${t.count("organiser.edit.sure.more", more)}` : ""}`;
}

interface PartProps {
  preview: Preview;
  errors: ReadonlyMap<string, string>;
  t: Translate;
}

function Erasures({ preview: { erases }, timeZone, errors, t }: PartProps & { timeZone: string }) {
  if (erases.people === 0) return null;
  return (
    <div class="note bad near" id="erases">
      <h3>{t("organiser.edit.sure.erases")}</h3>
      <ul>
        {erases.what.map(({ what, people, at }) => (
          <li key={what}>
            {t(`organiser.edit.sure.erasesRow.${what === "needs" || what === "registrations" ? what : "other"}`, {
              people,
              at: dateAndTime(t, Date.parse(at), timeZone),
            })}
          </li>
        ))}
      </ul>
      <NumberField
        name="confirm"
        label={t("organiser.edit.sure.confirm", { people: erases.people })}
        hint={t("organiser.edit.sure.confirmHint")}
        error={errors.get("confirm")}
      />
    </div>
  );
}

function Answers({ preview: { takesOut }, errors, t }: PartProps) {
  if (takesOut.people === 0) return null;
  return (
    <div class="near" id="answers">
      <h3>{t("organiser.edit.sure.answers")}</h3>
      <ul>
        {takesOut.what.map(({ question, option, people }) => (
          <li key={`${question} ${option}`}>
            {t("organiser.edit.sure.answersOf", { question: option ? `${question}: ${option}` : question, people })}
          </li>
        ))}
      </ul>
      <NumberField
        name="erase"
        label={t("organiser.edit.sure.eraseNow", { people: takesOut.people })}
        hint={t("organiser.edit.sure.eraseNowHint")}
        error={errors.get("erase")}
      />
    </div>
  );
}

function NumberField({ name, label: words, hint, error }: NumberFieldProps) {
  return (
    <div class="field">
      <label for={name}>{words}</label>
      <div id={`${name}-hint`} class="hint">
        {hint}
      </div>
      {error && (
        <div id={`${name}-error`} class="error">
          {error}
        </div>
      )}
      <input
        id={name}
        name={name}
        type="text"
        inputMode="numeric"
        autocomplete="off"
        aria-describedby={error ? `${name}-hint ${name}-error` : `${name}-hint`}
        aria-invalid={error ? true : undefined}
      />
    </div>
  );
}

interface NumberFieldProps {
  name: string;
  label: string;
  hint: string;
  error: string | undefined;
}
