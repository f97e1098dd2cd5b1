/** The latest e-mail if it did not arrive: why, and what the organiser can do. */
import type { Translate } from "../../../i18n/translate.ts";
import { ButtonLink } from "../../../pages/parts.tsx";
import type { Person } from "../../person.ts";
import { whatHappened } from "../mail-fate.ts";
import { aboutPath, type PersonPlace } from "./place.ts";

export function FailedMail({ person, place, t }: { person: Person; place: PersonPlace; t: Translate }) {
  const latest = person.messages.at(-1);
  if (!latest || !["failed", "bounced", "complained"].includes(latest.status)) return null;
  const final = latest.status === "complained";
  return (
    <section class="note near bad" aria-labelledby="failed">
      <h3 id="failed" class="st fail">
        {t("organiser.person.failedHeading")}
      </h3>
      <p>
        {t(`organiser.mail.kind.${latest.kind}`)}: {whatHappened(latest, t)}
      </p>
      <p>{t(final ? "organiser.person.fixOtherWay" : "organiser.person.fixAddress")}</p>
      <div class="acts">
        {person.registration.status !== "cancelled" && (
          <ButtonLink href={aboutPath(place, "edit")} look="second small">
            {t("organiser.person.fixIt")}
          </ButtonLink>
        )}
        {!final && (
          <ButtonLink href={aboutPath(place, "resend", { message: latest.id })} look="second small">
            {t("organiser.mail.retry")}
          </ButtonLink>
        )}
      </div>
    </section>
  );
}
