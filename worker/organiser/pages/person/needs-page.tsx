/** `GET …/needs`: what one attendee has written about diet, access and so on. Viewing it is logged. */
import { dateAndTime, longDate } from "../../../i18n/dates.ts";
import { ButtonLink, type Fact, Facts, Local } from "../../../pages/parts.tsx";
import { answeredQuestions } from "../../../registration/answer-words.ts";
import { retentionOf } from "../../../registration/event-times.ts";
import { audit } from "../../audit-log.ts";
import { registrationOf } from "../../registration-action.ts";
import { askPage } from "./ask-page.tsx";
import type { PersonRequest } from "./desk-request.ts";
import { gonePage } from "./person-page.tsx";
import { personPath } from "./place.ts";

export async function needsPage(request: PersonRequest): Promise<Response> {
  const { service, event, caller, id, place, t } = request;
  const registration = await registrationOf(service, request);
  if (!registration) return gonePage(request);
  const { definition } = event;
  const { name, needs } = registration;
  if (needs) await audit(service, caller, { event: definition.slug, action: "needs read", count: 1, detail: id });
  const own = answeredQuestions(definition.questions, needs?.answers ?? {}, t).map(
    ({ label, value }): Fact => [<Local key={label.text} of={label} />, value],
  );
  return askPage(request, {
    page: "needs",
    heading: t("organiser.person.needsHeading", { name }),
    children: (
      <>
        {needs ? (
          <>
            <p>{t("organiser.person.needsSeen")}</p>
            <div class="card">
              <Facts
                facts={[
                  needs.diet !== null && [t("csv.diet"), needs.diet],
                  needs.access !== null && [t("csv.access"), needs.access],
                  ...own,
                ]}
              />
            </div>
            <p class="soft">
              {t("organiser.person.consented", {
                when: dateAndTime(t, needs.consentedAt, definition.timeZone),
                date: longDate(t, retentionOf(definition).needs, definition.timeZone),
              })}
            </p>
          </>
        ) : (
          <p>{t("organiser.person.needsNone")}</p>
        )}
        <p>
          <ButtonLink href={personPath(place)} look="second">
            {t("button.back")}
          </ButtonLink>
        </p>
      </>
    ),
  });
}
