/** The parts of the page that change while the organiser types: the script replaces them. */

import { languages } from "../../../i18n/language.ts";
import { createTranslator } from "../../../i18n/translate.ts";
import { pageResponse } from "../../../pages/page.tsx";
import type { AtEvent } from "../../../security/session.ts";
import type { Service } from "../../../service.ts";
import { findReader } from "../../../storage/announcement-readers.ts";
import { wordsOfForm } from "./draft.ts";
import { Letters } from "./letters.tsx";
import { sizesOfForm } from "./sizes.ts";
import { Instead, Missing } from "./write-form.tsx";

export async function previewPage(
  { db }: Service,
  { event: { definition: event }, session }: AtEvent,
  form: URLSearchParams,
): Promise<Response> {
  const t = createTranslator(session.language);
  const words = wordsOfForm(form);
  const sizes = sizesOfForm(form);
  const reader = await findReader(db, event.slug, form.get("reader") ?? "");
  const n = Math.trunc(Number(form.get("n"))) || 1;
  return pageResponse({
    language: session.language,
    title: t("organiser.write.preview"),
    personal: true,
    bare: true,
    children: (
      <>
        {languages.map((language) => (
          <Missing key={language} words={words} language={language} t={t} />
        ))}
        <Instead words={words} sizes={sizes} t={t} />
        {reader && <Letters event={event} words={words} reader={reader} n={n} total={sizes.total} t={t} />}
      </>
    ),
  });
}
