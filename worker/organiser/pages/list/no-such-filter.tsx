/** The page for an address with an impossible filter: a bookmark may be older than the event's questions. */
import { ProblemError } from "../../../http/problem.ts";
import { createTranslator, type TextKey } from "../../../i18n/translate.ts";
import { ButtonLink } from "../../../pages/parts.tsx";
import type { AtEvent } from "../../../security/session.ts";
import { deskPage, type Place } from "../desk.tsx";
import { listPath } from "./state.ts";

type Reader = Pick<AtEvent, "event" | "session">;

/** The page that the filter was for, and its address without the filter. */
interface WayOn {
  place: Place;
  href: string;
  label: TextKey;
}

/** Programs get the parameter and what it must be; people read what may have happened, and what to do next. */
export function noSuchFilter(
  reader: Reader,
  values: { parameter: string; expected: string },
  wayOn: WayOn = {
    place: "registrations",
    href: listPath(reader.event.definition.slug),
    label: "organiser.list.noSuchFilter.all",
  },
): ProblemError {
  return new ProblemError("parameter", { values, page: () => noSuchFilterPage(reader, wayOn) });
}

function noSuchFilterPage({ event, session }: Reader, { place, href, label }: WayOn): Promise<Response> {
  const t = createTranslator(session.language);
  const title = t("organiser.list.noSuchFilter");
  return deskPage({
    event: event.definition,
    reader: session,
    place,
    path: href,
    title,
    status: 400,
    children: (
      <div class="sect">
        <h1>{title}</h1>
        <p>{t("organiser.list.noSuchFilter.body")}</p>
        <ButtonLink href={href}>{t(label)}</ButtonLink>
      </div>
    ),
  });
}
