/** The e-mail as a recipient sees it, in each language. */
import { type Language, languages } from "../../../i18n/language.ts";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import type { Block, Run } from "../../../mail/content.ts";
import { previewForReader } from "../../../mail/preview.ts";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import type { Reader } from "../../../storage/announcement-readers.ts";
import type { Announcement } from "../../../storage/leasing.ts";
import { isEmpty } from "./draft.ts";

interface LettersProps {
  event: EventDefinition;
  words: Announcement;
  reader: Reader;
  /** The recipient's number, from 1, and the number of recipients. */
  n: number;
  total: number;
  t: Translate;
}

/** One e-mail for each language; the stylesheet shows the chosen language. */
export function Letters(props: LettersProps) {
  return (
    <div id="letters" class="letters" data-live>
      {languages.map((language) => (
        <div key={language} data-language={language} class="near">
          <LetterIn {...props} language={language} />
        </div>
      ))}
    </div>
  );
}

function LetterIn({ event, words, reader, n, total, language, t }: LettersProps & { language: Language }) {
  const seenIn = t("organiser.write.seenIn", { language: t(`organiser.write.language.${language}`) });
  return (
    <>
      <p class="soft num">
        {reader.language === language ? t("organiser.write.seenBy", { name: reader.name }) : seenIn}
        {", "}
        {t("organiser.write.position", { n, count: total })}
      </p>
      {isEmpty(words) ? (
        <p class="as-mailed soft">{t("organiser.write.empty")}</p>
      ) : (
        <Letter event={event} words={words} reader={reader} language={language} t={t} />
      )}
    </>
  );
}

type LetterProps = Pick<LettersProps, "event" | "words" | "reader" | "t"> & { language: Language };

function Letter({ event, words, reader, language, t }: LetterProps) {
  const there = { subject: orDots(words.subject, language), text: orDots(words.text, language) };
  const { subject, stub, greeting, blocks, footer } = previewForReader(event, reader, language, there);
  const theirs = createTranslator(language);
  return (
    <div class="as-mailed" lang={language === t.language ? undefined : language}>
      <p class="soft">
        {theirs("organiser.write.from")}{" "}
        <b>{theirs("email.from", { organiser: event.organiser.name, service: "Påmelding" })}</b>
        <br />
        {theirs("organiser.write.to")} {reader.name}
      </p>
      <p class="h3">
        <b>{subject}</b>
      </p>
      <p>{greeting}</p>
      {blocks.map((block, index) => (
        // The blocks of one e-mail never change places.
        <LetterBlock key={index} block={block} />
      ))}
      <dl>
        {stub.details.map(({ label, value }) => [
          <dt key={`${label} term`}>{label}</dt>,
          <dd key={label}>
            <Runs runs={value} />
          </dd>,
        ])}
      </dl>
      <div class="soft near">
        {footer.map((runs) => (
          <p key={runs.map(({ text }) => text).join("")}>
            <Runs runs={runs} />
          </p>
        ))}
      </div>
    </div>
  );
}

function LetterBlock({ block }: { block: Block }) {
  switch (block.type) {
    case "paragraph":
      return (
        <p>
          <Runs runs={block.runs} />
        </p>
      );
    case "action":
      return (
        <p>
          <span class={block.look === "button" ? "as-button" : "as-link"}>{block.label}</span>
          {block.note && <small>{block.note}</small>}
        </p>
      );
    case "section":
      return (
        <div class="near">
          <p>
            <b>{block.heading}</b>
          </p>
          {block.paragraphs.map((runs) => (
            <p key={runs.map(({ text }) => text).join("")}>
              <Runs runs={runs} />
            </p>
          ))}
        </div>
      );
  }
}

/** Links do nothing here: they would leave the page while the organiser writes. */
function Runs({ runs }: { runs: readonly Run[] }) {
  return runs.map(({ text, href, lang }) => (
    <span key={text} class={href ? "as-link" : undefined} lang={lang}>
      {text}
    </span>
  ));
}

/** Shows dots for texts that are not written yet, so that the rest can be seen. */
function orDots(texts: Announcement["subject"], language: Language): Announcement["subject"] {
  return languages.some((each) => texts[each]) ? texts : { [language]: "…" };
}
