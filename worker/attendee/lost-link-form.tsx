import { createTranslator } from "../i18n/translate.ts";
import { lostLinkPath } from "../urls.ts";
import type { Reader } from "./reader.ts";

/** Asks for the address that the manage link is sent to. `error`: why `typed` cannot be one. */
export function LostLinkForm({
  slug,
  reader: { language, partner },
  typed,
  error,
}: {
  slug: string;
  reader: Reader;
  typed?: string;
  error?: string;
}) {
  const t = createTranslator(language);
  return (
    <form method="post" action={lostLinkPath(slug, partner, language)} noValidate>
      <input type="hidden" name="language" value={language} />
      <input type="hidden" name="partner" value={partner} />
      <div>
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
      <button type="submit" class="send">
        {t("manage.lostSubmit")}
      </button>
    </form>
  );
}
