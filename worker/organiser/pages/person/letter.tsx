/** Previews of e-mails, before an action causes them. */
import type { Translate } from "../../../i18n/translate.ts";
import type { MailToOne } from "../../../mail/preview-to-one.ts";
import { Facts, Notice } from "../../../pages/parts.tsx";

/** `vouched`: the organiser sends it even though the address has bounced. */
export function Letters({
  mails,
  vouched = false,
  t,
}: {
  mails: readonly MailToOne[];
  vouched?: boolean;
  t: Translate;
}) {
  if (mails.length === 0) return <p>{t("organiser.person.mailNone")}</p>;
  return (
    <section class="near" aria-labelledby="mails">
      <h2 id="mails">{t(mails.length === 1 ? "organiser.person.mailHeading" : "organiser.person.mailsHeading")}</h2>
      {mails.map((mail) => (
        <Letter key={mail.kind} mail={mail} vouched={vouched} t={t} />
      ))}
    </section>
  );
}

function Letter({ mail, vouched, t }: { mail: MailToOne; vouched: boolean; t: Translate }) {
  const { to, subject, text, language, suppressed } = mail;
  return (
    <article class="card near letter">
      {suppressed && !(vouched && suppressed === "bounced") && (
        <Notice tone="warning">{t("organiser.person.mailSuppressed")}</Notice>
      )}
      <Facts
        facts={[
          [t("organiser.person.mailTo"), to],
          [
            t("organiser.person.mailSubject"),
            <b key="subject" lang={language}>
              {subject}
            </b>,
          ],
        ]}
      />
      <pre lang={language}>{text}</pre>
      <p class="hint">{t("organiser.person.mailLanguage", { language: t(`lang.${language}`) })}</p>
    </article>
  );
}
