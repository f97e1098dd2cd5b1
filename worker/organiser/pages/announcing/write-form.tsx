/** The fields of an announcement: subject and text in each language, one at a time. */
import { type Language, languages } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";
import type { FieldError } from "../../../registration/contract.ts";
import type { Announcement } from "../../../storage/leasing.ts";
import { fieldOf, readIn, writtenIn } from "./draft.ts";
import type { Sizes } from "./sizes.ts";

interface WordsProps {
  words: Announcement;
  sizes: Sizes;
  /** The shown language. */
  tab: Language;
  errors: readonly FieldError[];
  t: Translate;
}

/** The tabs are radio buttons, so that changing them loses no text, with or without a script. */
export function Words({ words, sizes, tab, errors, t }: WordsProps) {
  return (
    <>
      <fieldset class="tabs languages">
        <legend class="hidden">{t("lang.label")}</legend>
        {languages.map((language) => (
          <label key={language}>
            <input type="radio" name="tab" value={language} checked={language === tab} />
            <span lang={language}>{t(`lang.${language}`)}</span>
            <Missing words={words} language={language} t={t} />
          </label>
        ))}
      </fieldset>
      {languages.map((language) => (
        <Fields key={language} language={language} words={words} errors={errors} t={t} />
      ))}
      <Instead words={words} sizes={sizes} t={t} />
    </>
  );
}

export function Missing({ words, language, t }: Pick<WordsProps, "words" | "t"> & { language: Language }) {
  const written = writtenIn(words);
  return (
    <span id={`missing-${language}`} data-live>
      {written.length > 0 && !written.includes(language) && <span class="st wait">{t("organiser.write.missing")}</span>}
    </span>
  );
}

function Fields({ language, words, errors, t }: Omit<WordsProps, "sizes" | "tab"> & { language: Language }) {
  const [subject, text] = [fieldOf("subject", language), fieldOf("text", language)];
  const errorOf = (name: string) => errors.find(({ field }) => field === name)?.detail;
  return (
    <fieldset class="near fields-in" data-language={language}>
      <legend>{t(`lang.${language}`)}</legend>
      <div class="field">
        <label for={subject}>{t("organiser.write.subject")}</label>
        <div id={`${subject}-error`} class="error">
          {errorOf(subject)}
        </div>
        <input
          id={subject}
          name={subject}
          type="text"
          lang={language}
          value={words.subject[language]}
          autocomplete="off"
          aria-describedby={`${subject}-error`}
          aria-invalid={errorOf(subject) ? true : undefined}
        />
      </div>
      <div class="field">
        <label for={text}>{t("organiser.write.text")}</label>
        <p class="hint" id={`${text}-hint`}>
          {t("organiser.write.textHint")}
        </p>
        <div id={`${text}-error`} class="error">
          {errorOf(text)}
        </div>
        <textarea
          id={text}
          name={text}
          lang={language}
          rows={6}
          aria-describedby={`${text}-hint ${text}-error`}
          aria-invalid={errorOf(text) ? true : undefined}
        >
          {words.text[language]}
        </textarea>
      </div>
    </fieldset>
  );
}

/** What readers of a missing language get. */
export function Instead({ words, sizes, t }: Pick<WordsProps, "words" | "sizes" | "t">) {
  const name = (language: Language) => t(`organiser.write.language.${language}`);
  const missing = languages.flatMap((language) => {
    const other = readIn(words, language);
    const count = sizes.byLanguage[language];
    return other === null || other === language || count === 0 ? [] : [{ language, other, count }];
  });
  return (
    <div id="instead" class="near" data-live>
      {missing.map(({ language, other, count }) => (
        <div key={language} class="note warn">
          <p>
            <b>{t.count("organiser.write.reads", count, { language: name(language) })}</b>{" "}
            {t.count("organiser.write.instead", count, { language: name(language), other: name(other) })}
          </p>
        </div>
      ))}
    </div>
  );
}
