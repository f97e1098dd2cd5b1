import type { ComponentChildren } from "preact";
import { useForm } from "../form-context.ts";

interface Props {
  /** The part of the request inside. It is unfolded while it has errors. */
  field: "needs" | "colleagues";
  hint: string;
  children: ComponentChildren;
}

/** A part that most people do not need, one press away. Once unfolded, only the attendee folds it. */
export function Folded({ field, hint, children }: Props) {
  const { model, t, actions } = useForm();
  const { initialValues, errors } = model;
  const wrong = errors.value.some((error) => error.field.startsWith(field));
  // Values filled in from a draft or on the manage page must not be hidden.
  const filled = Object.keys(initialValues).some((name) => name.startsWith(field) && initialValues[name]);
  return (
    // With a script, `open` never changes here: otherwise Preact would fold what the attendee has unfolded.
    <details open={filled || (!actions && wrong)} ref={(details) => void (details && wrong && unfold(details))}>
      <summary>
        <span>
          {t(`form.${field}.legend`)} <small>{t("form.optional")}</small>
        </span>
      </summary>
      <div class="stack">
        <p class="hint">{hint}</p>
        {children}
      </div>
    </details>
  );
}

function unfold(details: HTMLDetailsElement) {
  details.open = true;
}
