/** The status of a registration: a shape and a word, never only a colour. */
import type { Translate } from "../../../i18n/translate.ts";
import type { Registration } from "../../../storage/registrations.ts";

type Standing = Pick<Registration, "status" | "participation" | "position" | "digitalMeanwhile">;

export function Status({
  of: { status, participation, position, digitalMeanwhile },
  t,
}: {
  of: Standing;
  t: Translate;
}) {
  switch (status) {
    case "cancelled":
      return <span class="st out">{t("organiser.list.tab.cancelled")}</span>;
    case "waitlisted":
      return (
        <span class="st wait">
          {position === null
            ? t("organiser.list.tab.waitlisted")
            : t("organiser.person.waitingAt", { number: position })}
          {digitalMeanwhile && `, ${t("organiser.person.meanwhile")}`}
        </span>
      );
    case "confirmed":
      return participation === "digital" ? (
        <span class="st dig">{t("organiser.list.tab.digital")}</span>
      ) : (
        <span class="st">{t("organiser.list.tab.inPerson")}</span>
      );
  }
}
