import { dateAndTime } from "../i18n/dates.ts";
import type { Translate } from "../i18n/translate.ts";
import { Notice } from "../pages/parts.tsx";
import type { ManageSession } from "./manage.ts";

/** The button that verifies the address, on the manage page, as long as the place is held for that. */
export function VerifyAddress({ session, t }: { session: ManageSession; t: Translate }) {
  const { registration, event, secret } = session;
  if (registration.heldUntil === null) return null;
  return (
    <Notice tone="warning">
      <h2>{t("manage.verifyHeading")}</h2>
      <p>{t("manage.verifyBody", { until: dateAndTime(t, registration.heldUntil, event.definition.timeZone) })}</p>
      <form method="post" action={`/registrations/${secret}/verify`}>
        <button type="submit">{t("manage.verify")}</button>
      </form>
    </Notice>
  );
}
