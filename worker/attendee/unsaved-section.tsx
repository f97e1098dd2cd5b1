import type { Translate } from "../i18n/translate.ts";
import { Facts, PostButton } from "../pages/parts.tsx";
import type { Questions } from "../registration/own-questions.ts";
import { type UnsavedAnswer, unsavedInWords } from "../registration/unsaved.ts";

/**
 * Answers that were typed with the address and not saved: one press saves or discards them. `consent`: its wording, if there
 * are needs.
 */
export function UnsavedSection({
  answers,
  questions,
  base,
  consent,
  t,
}: {
  answers: readonly UnsavedAnswer[];
  questions: Questions;
  /** The manage page's own path. */
  base: string;
  consent: string | null;
  t: Translate;
}) {
  const shown = answers.flatMap((answer) => unsavedInWords(answer, questions, t) ?? []);
  return (
    <section class="card near" aria-labelledby="unsaved">
      <h2 id="unsaved">{t("unsaved.heading")}</h2>
      <p>{t("unsaved.body")}</p>
      <Facts facts={shown.map(({ label, value }) => [label.text, value])} />
      <div class="acts">
        <form method="post" action={`${base}/accept`} class="near">
          {consent && (
            <label class="tick">
              <input type="checkbox" name="consent" value="true" required />
              <span>{consent}</span>
            </label>
          )}
          <button type="submit">{t("unsaved.accept")}</button>
        </form>
        <PostButton action={`${base}/discard`} look="second">
          {t("unsaved.discard")}
        </PostButton>
      </div>
    </section>
  );
}
