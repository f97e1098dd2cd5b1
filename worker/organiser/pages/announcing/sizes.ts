/** The size of an audience, by language. */
import { type Language, languages } from "../../../i18n/language.ts";
import type { ListFilter } from "../../../registration/list-filter.ts";
import { sizeOfAudience } from "../../../storage/announcements.ts";

export interface Sizes {
  total: number;
  byLanguage: Record<Language, number>;
}

export async function sizesOf(db: D1Database, slug: string, filter: ListFilter): Promise<Sizes> {
  const counts = await sizeOfAudience(db, slug, filter);
  return sizesFrom((language) => counts.find((count) => count.language === language)?.recipients ?? 0);
}

/** Reads the sizes from the form, to show them again while the organiser types. */
export function sizesOfForm(form: URLSearchParams): Sizes {
  return sizesFrom((language) => Math.max(0, Math.trunc(Number(form.get(`count-${language}`))) || 0));
}

function sizesFrom(count: (language: Language) => number): Sizes {
  const [nb, nn, en] = languages.map(count) as [number, number, number];
  return { total: nb + nn + en, byLanguage: { nb, nn, en } };
}
