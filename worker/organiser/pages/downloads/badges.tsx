/** Name badges: A4, eight on a sheet, to be cut along the lines. */
import { inLanguage } from "../../../i18n/language.ts";
import { Local } from "../../../pages/parts.tsx";
import type { ListFilter } from "../../../registration/list-filter.ts";
import type { ListReader } from "../list/list-page.tsx";
import { printPage } from "./print-page.tsx";
import { badgeName, sheetsOf } from "./printed.ts";

export function badgesPage(reader: ListReader, filter: ListFilter): Promise<Response> {
  const { title } = reader.event.definition;
  return printPage(reader, filter, "name badges", (people, t) => {
    const sheets = sheetsOf(people);
    const event = inLanguage(title, t.language);
    return {
      title: t("organiser.download.badgesTitle", { event: event.text }),
      hint: t("organiser.download.badgesHint"),
      children: sheets.map((sheet, index) => (
        <section
          key={sheet[0]?.id}
          class="a4"
          aria-label={t("organiser.download.sheetOf", { number: index + 1, count: sheets.length })}
        >
          {sheet.map(({ id, name, organisation }) => {
            const { first, rest, size, restSize } = badgeName(name);
            return (
              <div key={id} class="badge">
                <p class="of-event">
                  <Local of={event} />
                </p>
                <p class={`first ${size}`}>{first}</p>
                {rest !== "" && <p class={restSize === "small" ? "rest small-rest" : "rest"}>{rest}</p>}
                {organisation && <p class="organisation">{organisation}</p>}
              </div>
            );
          })}
        </section>
      )),
    };
  });
}
