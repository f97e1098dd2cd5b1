import { longDate } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { timesOf } from "../../registration/event-definition.ts";
import { type Content, paragraph } from "../content.ts";
import type { MailOccasion } from "../mail.ts";

const DAY = 86_400_000;

/** Afterwards. */
export function thanks({ event }: MailOccasion, say: Translate): Content {
  const { materialsUrl } = event.mails;
  const erasedAt = timesOf(event).ends + event.retention.registrationsDays * DAY;
  return {
    subject: "email.thanks.subject",
    blocks: [
      paragraph(say, "email.thanks.body1"),
      ...(materialsUrl ? [paragraph(say, "email.thanks.body2", { materialsUrl })] : []),
      paragraph(say, "email.thanks.body3", { eraseDate: longDate(say, erasedAt, event.timeZone) }),
    ],
    manage: "see",
    calendar: null,
    closing: null,
  };
}
