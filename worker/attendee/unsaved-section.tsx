import type { Translate } from "../i18n/translate.ts";
import { type UnsavedAnswer, unsavedLabels } from "../registration/unsaved.ts";

/** What was typed with the address and is not saved: to be saved, or not, with one press. `consent`: its words, with needs. */
export function UnsavedSection({
  answers,
  base,
  consent,
  t,
}: {
  answers: readonly UnsavedAnswer[];
  /** The manage page's own path. */
  base: string;
  consent: string | null;
  t: Translate;
}) {
  const shown = ({ field, value }: UnsavedAnswer) => {
    if (field !== "participation") return value;
    return t(value === "digital" ? "form.participation.digital" : "form.participation.inPerson");
  };
  return (
    <section class="pamelding" aria-labelledby="unsaved">
      <h2 id="unsaved">{t("unsaved.heading")}</h2>
      <p>{t("unsaved.body")}</p>
      <dl>
        {answers.map((answer) => (
          <div key={answer.field}>
            <dt>{t(unsavedLabels[answer.field])}</dt>
            <dd>{shown(answer)}</dd>
          </div>
        ))}
      </dl>
      <form method="post" action={`${base}/accept`}>
        {consent && (
          <label class="choice">
            <input type="checkbox" name="consent" value="true" required />
            <span>{consent}</span>
          </label>
        )}
        <button type="submit">{t("unsaved.accept")}</button>
      </form>
      <form method="post" action={`${base}/discard`}>
        <button type="submit" class="secondary">
          {t("unsaved.discard")}
        </button>
      </form>
    </section>
  );
}
