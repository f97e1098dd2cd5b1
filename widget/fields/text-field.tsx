import type { ComponentChildren } from "preact";
import type { TextField as Limited } from "../../worker/registration/contract.ts";
import type { FormMessage } from "../messages.ts";
import { errorAt, type View } from "../view.ts";

interface Kind {
  label: FormMessage;
  hint?: FormMessage;
  /** WCAG 1.3.5: what the browser may fill in. */
  autocomplete?: string;
  optional?: boolean;
  /** Several lines, with a counter near the limit. */
  long?: boolean;
}

const kinds = {
  name: { label: "form.name.label", autocomplete: "name" },
  email: { label: "form.email.label", hint: "form.email.hint", autocomplete: "email" },
  organisation: {
    label: "form.organisation.label",
    hint: "form.organisation.hint",
    autocomplete: "organization",
    optional: true,
  },
  role: { label: "form.role.label", autocomplete: "organization-title", optional: true },
  question: { label: "form.question.label", hint: "form.question.hint", optional: true, long: true },
  diet: { label: "form.diet.label", hint: "form.diet.hint", optional: true, long: true },
  access: { label: "form.access.label", hint: "form.access.hint", optional: true, long: true },
} satisfies Record<string, Kind>;

interface Props {
  view: View;
  kind: keyof typeof kinds;
  /** The part of the request it belongs to. */
  within?: "needs" | `colleagues.${number}`;
  children?: ComponentChildren;
}

/** A label, its hint, its error and its input, tied together by ids, which are the path of the field in the request. */
export function TextField({ view, kind, within, children }: Props) {
  const { say, state } = view;
  const { label, hint, autocomplete, optional, long }: Kind = kinds[kind];
  const name = within ? `${within}.${kind}` : kind;
  const others = within && within !== "needs";
  const value = state.values[name] ?? "";
  // Code points, as the service counts them.
  const left = long ? state.event.limits[kind as Limited] - [...value].length : Infinity;
  const input = {
    id: name,
    name,
    value,
    "aria-describedby": `${name}-hint ${name}-error`,
    "aria-invalid": errorAt(view, name) ? true : undefined,
    required: !optional,
    autocomplete: others ? "off" : autocomplete,
  };
  return (
    <div class="field">
      <label for={name}>
        {say(label)} {optional && <Optional view={view} />}
      </label>
      <div id={`${name}-hint`} class="hint">
        {hint && !others && say(hint)}
        {left < 100 && (
          <b>
            {left < 0
              ? say(left === -1 ? "form.charsOver_one" : "form.charsOver_other", { count: -left })
              : say(left === 1 ? "form.charsLeft_one" : "form.charsLeft_other", { count: left })}
          </b>
        )}
      </div>
      <FieldError view={view} field={name} />
      {long ? <textarea {...input} rows={3} /> : <input {...input} type={kind as "email"} />}
      {children}
    </div>
  );
}

export function Optional({ view }: { view: View }) {
  return <span class="hint">({view.say("form.optional")})</span>;
}

/** Always there, so that `aria-describedby` never points at nothing. */
export function FieldError({ view, field }: { view: View; field: string }) {
  return (
    <div id={`${field}-error`} class="error">
      {errorAt(view, field)}
    </div>
  );
}
