/** Fields of the forms about one person. An organiser fills them in for another person, so the browser must not autofill. */
import type { ComponentChildren } from "preact";
import { inLanguage } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { Local } from "../../../pages/parts.tsx";
import type { FieldError } from "../../../registration/contract.ts";
import type { OwnQuestion } from "../../../registration/own-questions.ts";

/** The values of a form, by the names of its fields. */
export type Typed = Readonly<Record<string, string>>;

export interface Filled {
  typed: Typed;
  /** Errors with their sentences. */
  errors: readonly FieldError[];
}

const errorAt = ({ errors }: Filled, name: string) => errors.find(({ field }) => field === name)?.detail;

interface FieldProps {
  name: string;
  label: ComponentChildren;
  /** A note on the label's line. */
  note?: ComponentChildren;
  hint?: ComponentChildren;
  filled: Filled;
}

/** A label, a hint, an error and a control, connected by ids. */
function Labelled({ name, label, note, hint, filled, children }: FieldProps & { children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={name}>
        {label} {note && <small>{note}</small>}
      </label>
      <p id={`${name}-hint`} class="hint">
        {hint}
      </p>
      <p id={`${name}-error`} class="error">
        {errorAt(filled, name)}
      </p>
      <div>{children}</div>
    </div>
  );
}

function attributes({ name, filled }: Pick<FieldProps, "name" | "filled">) {
  return {
    id: name,
    name,
    autocomplete: "off",
    "aria-describedby": `${name}-hint ${name}-error`,
    "aria-invalid": errorAt(filled, name) ? true : undefined,
  };
}

type TextProps = FieldProps & { type?: "text" | "email" | "date" | "number"; long?: boolean; required?: boolean };

export function Text({ type = "text", long, required, ...field }: TextProps) {
  const { name, filled } = field;
  const input = {
    ...attributes(field),
    value: filled.typed[name] ?? "",
    "aria-required": required ? ("true" as const) : undefined,
  };
  return (
    <Labelled {...field}>
      {/* Every type is valid; TypeScript wants a single one here. Numbers are text fields, since both decimal signs are accepted. */}
      {long ? (
        <textarea {...input} rows={3} />
      ) : (
        <input {...input} type={(type === "number" ? "text" : type) as "email"} />
      )}
    </Labelled>
  );
}

interface Option {
  key: string;
  label: ComponentChildren;
}

/** One of several. `none`: the text if nothing is chosen; absent: something is always chosen. */
export function Select({ options, none, ...field }: FieldProps & { options: readonly Option[]; none?: string }) {
  const chosen = field.filled.typed[field.name] ?? "";
  return (
    <Labelled {...field}>
      <select {...attributes(field)}>
        {none !== undefined && <option value="">{none}</option>}
        {options.map(({ key, label }) => (
          <option key={key} value={key} selected={key === chosen}>
            {label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

export function Tick({ name, label, hint, filled }: FieldProps) {
  return (
    <div class="field">
      <p id={`${name}-error`} class="error">
        {errorAt(filled, name)}
      </p>
      <label class="tick">
        <input {...attributes({ name, filled })} type="checkbox" value="true" checked={filled.typed[name] === "true"} />
        <span>{label}</span>
      </label>
      <p id={`${name}-hint`} class="hint">
        {hint}
      </p>
    </div>
  );
}

/** Several of several. */
function Ticks({ name, label, note, hint, filled, options }: FieldProps & { options: readonly Option[] }) {
  return (
    <fieldset aria-describedby={`${name}-hint ${name}-error`} aria-invalid={errorAt(filled, name) ? true : undefined}>
      <legend>
        {label} {note && <small>{note}</small>}
      </legend>
      <p id={`${name}-hint`} class="hint">
        {hint}
      </p>
      <p id={`${name}-error`} class="error">
        {errorAt(filled, name)}
      </p>
      {options.map(({ key, label }, index) => (
        <label class="tick" key={key}>
          <input
            type="checkbox"
            // The id of the first one is the field's name, so that the error summary leads to it.
            id={index ? `${name}.${key}` : name}
            name={`${name}.${key}`}
            value="true"
            checked={filled.typed[`${name}.${key}`] === "true"}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The fields of the organiser's own questions. */
export function OwnFields({
  questions,
  filled,
  t,
}: {
  questions: readonly OwnQuestion[];
  filled: Filled;
  t: Translate;
}) {
  return questions.map((question) => <OwnField key={question.key} question={question} filled={filled} t={t} />);
}

function OwnField({ question, filled, t }: { question: OwnQuestion; filled: Filled; t: Translate }) {
  const { key, label, hint, required, participation, showIf } = question;
  const conditional = participation !== undefined || showIf !== undefined;
  const field = {
    name: `answers.${key}`,
    label: <Local of={inLanguage(label, t.language)} />,
    note: conditional ? t("organiser.person.onlyIf") : required ? null : t("form.optional"),
    hint: hint && <Local of={inLanguage(hint, t.language)} />,
    filled,
  };
  const options =
    "options" in question
      ? question.options.map(({ key, label }) => ({ key, label: inLanguage(label, t.language).text }))
      : [];
  switch (question.type) {
    case "text":
    case "number":
    case "date":
      return <Text {...field} type={question.type} />;
    case "long-text":
      return <Text {...field} long />;
    case "choice":
      return <Select {...field} options={options} none={t("organiser.person.notAnswered")} />;
    case "choices":
      return <Ticks {...field} options={options} />;
    case "consent":
      return <Tick {...field} />;
  }
}

/** Where the attendee came from, and the language of the e-mails. */
export function PartnerAndLanguage({
  partners,
  filled,
  t,
}: {
  partners: Readonly<Record<string, { name: string }>>;
  filled: Filled;
  t: Translate;
}) {
  const sites = Object.entries(partners).map(([key, { name }]) => ({ key, label: name }));
  // A former partner stays until another is chosen.
  const { partner = "" } = filled.typed;
  const former = partner && !Object.hasOwn(partners, partner) ? [{ key: partner, label: partner }] : [];
  return (
    <div class="row">
      <Select name="partner" label={t("organiser.list.from")} filled={filled} options={[...sites, ...former]} />
      <Select
        name="language"
        label={t("lang.label")}
        filled={filled}
        options={(["nb", "nn", "en"] as const).map((key) => ({ key, label: t(`lang.${key}`) }))}
      />
    </div>
  );
}
