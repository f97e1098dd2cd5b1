import { createTranslator } from "../i18n/translate.ts";
import { Field } from "../pages/form-parts.tsx";
import { lostLinkPath } from "../urls.ts";
import type { Reader } from "./reader.ts";

interface Props {
  slug: string;
  reader: Reader;
  typed?: string;
  error?: string;
}

/** Asks for the address to send the manage link to. `error`: why `typed` is not an address. */
export function LostLinkForm({ slug, reader: { language, partner }, typed = "", error }: Props) {
  const t = createTranslator(language);
  return (
    <form method="post" action={lostLinkPath(slug, partner, language)} noValidate>
      <input type="hidden" name="language" value={language} />
      <input type="hidden" name="partner" value={partner} />
      <Field
        name="email"
        type="email"
        label={t("form.email.label")}
        value={typed}
        autocomplete="email"
        errors={error ? [{ field: "email", code: "email", detail: error }] : []}
      />
      <button type="submit">{t("manage.lostSubmit")}</button>
    </form>
  );
}
