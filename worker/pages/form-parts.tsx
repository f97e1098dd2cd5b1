/** Parts of our pages' own forms. The fields of the registration form are in widget/form. */
import type { Translate } from "../i18n/translate.ts";
import type { FieldError } from "../registration/contract.ts";
import { Notice } from "./parts.tsx";

/** The errors, above the form: each links to its field and has the same words as there. `level`: that of the heading. */
export function ErrorSummary({ errors, level = 2, t }: { errors: readonly FieldError[]; level?: 2 | 3; t: Translate }) {
  const Heading = `h${level}` as const;
  if (errors.length === 0) return null;
  return (
    <Notice tone="danger">
      <Heading class="h3">{t.count("error.summaryHeading", errors.length)}</Heading>
      <ul>
        {errors.map(({ field, detail }) => (
          <li key={field}>
            <a href={`#${field}`}>{detail}</a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** A field of one line. `errors`: those of the whole form, each with its sentence. */
export function Field({ name, type, label, value, autocomplete, errors }: FieldProps) {
  const error = errors.find(({ field }) => field === name)?.detail;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <div id={`${name}-error`} class="error">
        {error}
      </div>
      <div>
        <input
          id={name}
          name={name}
          // Both types are valid; TypeScript wants a single one here.
          type={type as "email"}
          value={value}
          autocomplete={autocomplete}
          aria-required="true"
          aria-describedby={`${name}-error`}
          aria-invalid={error ? true : undefined}
        />
      </div>
    </div>
  );
}

interface FieldProps {
  name: string;
  type: "text" | "email";
  label: string;
  value: string;
  /** `off` for another person's data (WCAG 1.3.5). */
  autocomplete: "off" | "email";
  errors: readonly FieldError[];
}
