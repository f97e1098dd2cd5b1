/** A list to sign on paper. Its heading is on every page, and no row is split between pages. */
import { fullDate } from "../../../i18n/dates.ts";
import { inLanguage } from "../../../i18n/language.ts";
import { Local } from "../../../pages/parts.tsx";
import { timesOf } from "../../../registration/event-times.ts";
import type { ListFilter } from "../../../registration/list-filter.ts";
import type { ListReader } from "../list/list-page.tsx";
import { printPage } from "./print-page.tsx";

/** Empty rows at the end, for people who come without being registered. */
const EMPTY = 8;

export function signedSheetPage(reader: ListReader, filter: ListFilter): Promise<Response> {
  const { definition } = reader.event;
  const { title, timeZone } = definition;
  return printPage(reader, filter, "signed sheet", (people, t) => {
    const event = inLanguage(title, t.language);
    const day = fullDate(t, timesOf(definition).starts, timeZone);
    return {
      title: t("organiser.download.sheetTitle", { event: event.text }),
      hint: t("organiser.download.sheetHint"),
      children: (
        <table class="to-sign">
          <thead>
            <tr>
              <td colSpan={3}>
                <b>
                  <Local of={event} />
                </b>{" "}
                {day}
              </td>
            </tr>
            <tr>
              <th scope="col">{t("csv.name")}</th>
              <th scope="col">{t("csv.organisation")}</th>
              <th scope="col">{t("organiser.download.signature")}</th>
            </tr>
          </thead>
          <tbody>
            {people.map(({ id, name, organisation }) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                <td>{organisation}</td>
                <td />
              </tr>
            ))}
            {Array.from({ length: EMPTY }, (_, index) => (
              <tr key={index}>
                <td>&nbsp;</td>
                <td />
                <td />
              </tr>
            ))}
          </tbody>
        </table>
      ),
    };
  });
}
