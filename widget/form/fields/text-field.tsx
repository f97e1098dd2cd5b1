import type { ComponentChildren } from "preact";
import type { TextField as TextFieldName } from "../../../worker/registration/contract.ts";
import { changing } from "../changing.tsx";
import { errorAt, type FormContext, useForm } from "../form-context.ts";
import { counterText } from "./counter.ts";

const isLong = (kind: Kind): kind is "question" | "diet" | "access" => !autocomplete[kind];

/** The fields with one line, and what the browser may fill in (WCAG 1.3.5). */
const autocomplete: Partial<Record<Kind, string>> = {
  name: "name",
  email: "email",
  organisation: "organization",
  role: "organization-title",
};

type Kind = TextFieldName | "email";

interface Props {
  kind: Kind;
  /** The part of the request it belongs to. */
  within?: "needs" | `colleagues.${number}`;
  children?: ComponentChildren;
}

/** A label, a hint, an error and an input, connected by ids made from the field's path in the request. */
export function TextField({ kind, within, children }: Props) {
  const context = useForm();
  const { model, t } = context;
  const name = within ? `${within}.${kind}` : kind;
  const ofColleague = within && within !== "needs";
  const required = kind === "name" || kind === "email";
  const input = {
    id: name,
    name,
    value: model.values.value[name] ?? "",
    "aria-describedby": `${name}-hint ${name}-error ${name}-count`,
    "aria-invalid": errorAt(context, name) ? true : undefined,
    required,
    autocomplete: ofColleague ? "off" : autocomplete[kind],
  };
  return (
    <div class="field">
      <label for={name}>
        {t(`form.${kind}.label`)} {!ofColleague && kind === "email" && <small>{t("form.email.hint")}</small>}
        {!within && !required && <small>{t("form.optional")}</small>}
      </label>
      <p id={`${name}-hint`} class="hint">
        {isLong(kind) && t(`form.${kind}.hint`)}
      </p>
      {fieldError(context, name)}
      {/* In a div of its own: if an extension moves the input into another element, none of our code needs it as a landmark. */}
      <div>
        {isLong(kind) ? (
          <textarea {...input} rows={3} />
        ) : (
          // Both types are valid; TypeScript wants a single one here.
          <input {...input} type={(kind === "email" ? kind : "text") as "email"} />
        )}
      </div>
      <p id={`${name}-count`} class="hint">
        {changing(counterText(model, t, name))}
      </p>
      {children}
    </div>
  );
}

/** Always rendered, so that `aria-describedby` never points at nothing. */
export function fieldError(context: FormContext, field: string) {
  return (
    <p id={`${field}-error`} class="error">
      {changing(errorAt(context, field))}
    </p>
  );
}
