/** The e-mails that saving would send, each as one attendee would read it, in the languages of the partners. */
import { languages } from "../../../i18n/language.ts";
import type { TextKey, Translate } from "../../../i18n/translate.ts";
import { sampleInput } from "../../../mail/preview.ts";
import { renderMail } from "../../../mail/render.tsx";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import type { MessageKind } from "../../../registration/message.ts";
import { toldEvent } from "../../../registration/told-event.ts";
import { partnerLanguages } from "./draft.ts";
import type { Preview } from "./sure-page.tsx";

interface Kind {
  kind: MessageKind;
  count: number;
}

/** Which e-mails, and how many of each. */
function kindsOf({ promoted, notifies }: Preview): Kind[] {
  const due = notifies.due.map(({ kind, recipients }): Kind => ({ kind, count: recipients }));
  return [
    { kind: "promoted" as const, count: promoted },
    ...(notifies.kind ? [{ kind: notifies.kind, count: notifies.recipients }] : []),
    ...due,
  ].filter(({ count }) => count > 0);
}

interface SamplesProps {
  preview: Preview;
  definition: EventDefinition;
  before: EventDefinition | null;
  t: Translate;
}

export function MailSamples({ preview, definition, before, t }: SamplesProps) {
  const theirs = partnerLanguages(definition.partners);
  return (
    <>
      {kindsOf(preview).map(({ kind, count }) => (
        <div key={kind}>
          <p>{t("organiser.edit.sure.kind", { count, kind: t(`organiser.mail.kind.${kind}` as TextKey) })}</p>
          {languages
            .filter((language) => theirs.includes(language))
            .map((language) => {
              const input = sampleInput(definition, kind, language, statusFor(kind, definition));
              const previous = kind === "event-changed" && before ? toldEvent(before) : input.previous;
              const mail = renderMail({ ...input, previous });
              return (
                <details key={language}>
                  <summary>
                    <span>
                      {t("organiser.edit.sure.read")} <small>{t(`lang.${language}`)}</small>
                    </span>
                  </summary>
                  <div class="letter near" lang={language}>
                    <p>
                      <b>{mail.subject}</b>
                    </p>
                    <pre>{mail.text}</pre>
                  </div>
                </details>
              );
            })}
        </div>
      ))}
    </>
  );
}

/** The status of the sample's reader. */
function statusFor(kind: MessageKind, { participation }: EventDefinition) {
  return kind === "stream" || !participation.inPerson ? ("digital" as const) : ("in-person" as const);
}
