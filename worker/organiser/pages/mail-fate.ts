import type { Translate } from "../../i18n/translate.ts";
import type { DisplayStatus } from "../../registration/message.ts";

/** Why an e-mail did not arrive, in words. */
export function whatHappened(
  { status, reason }: { status: DisplayStatus; reason: string | null },
  t: Translate,
): string {
  switch (status) {
    case "bounced":
      return t("organiser.mail.bounced");
    case "complained":
      return t("organiser.mail.complained");
    default:
      return reason === "suppressed"
        ? t("organiser.mail.suppressed")
        : [t("organiser.mail.failed"), reason && `(${reason})`].filter(Boolean).join(" ");
  }
}
