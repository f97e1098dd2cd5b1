/** A page for printing: on the screen it has a link back, and a button if scripts run. */
import type { ComponentChildren } from "preact";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import { pageResponse } from "../../../pages/page.tsx";
import { ButtonLink, Icon } from "../../../pages/parts.tsx";
import { scriptPath } from "../../../pages/scripts.ts";
import type { ListFilter } from "../../../registration/list-filter.ts";
import type { ListedPerson } from "../../../storage/list.ts";
import { audit } from "../../audit-log.ts";
import { PRINTED_MAX, printedPeople } from "../../list-download.ts";
import type { ListReader } from "../list/list-page.tsx";
import { filteredHref } from "../list/state.ts";
import { downloadsPath } from "./downloads-page.tsx";
import { forPrinting } from "./printed.ts";

export interface PrintPage {
  title: string;
  /** What to choose in the browser's dialogue. */
  hint: string;
  children: ComponentChildren;
}

/** Renders the people to print, and logs it. */
export async function printPage(
  { service, event, session, caller }: ListReader,
  filter: ListFilter,
  action: "signed sheet" | "name badges",
  draw: (people: ListedPerson[], t: Translate) => PrintPage,
): Promise<Response> {
  const { definition } = event;
  const t = createTranslator(session.language);
  const people = await printedPeople(service.db, definition.slug, forPrinting(filter, definition));
  await audit(service, caller, { event: definition.slug, action, count: people.length });
  const { title, hint, children } = draw(people, t);
  const back = filteredHref(downloadsPath(definition.slug), filter);
  return pageResponse({
    language: session.language,
    title,
    personal: true,
    bare: true,
    head: <script src={await scriptPath("print")} defer />,
    allows: { "script-src": "'self'" },
    children: (
      <>
        <div class="on-screen acts">
          <h1 class="h3">{title}</h1>
          <button type="button" data-prints hidden>
            <Icon name="print" />
            {t("organiser.download.print")}
          </button>
          <ButtonLink href={back} look="second">
            {t("button.back")}
          </ButtonLink>
          <p class="soft">{hint}</p>
          {people.length === PRINTED_MAX && <p>{t("organiser.download.tooMany", { max: PRINTED_MAX })}</p>}
        </div>
        {people.length === 0 ? <p class="on-screen">{t("organiser.download.nobody")}</p> : children}
      </>
    ),
  });
}
