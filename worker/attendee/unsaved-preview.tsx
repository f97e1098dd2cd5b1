import type { Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import { eventPage } from "../pages/event-page.tsx";
import { pageResponse } from "../pages/page.tsx";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import { plainForm } from "./plain-form.tsx";

interface Previewed {
  event: StoredEvent;
  partner: string;
  language: Language;
  /** Said above the form. */
  note: string | null;
  /** How much has changed, in words: the script of the editor shows it beside the form. */
  changes?: string;
}

/**
 * How the form of an event looks that need not be stored, for a frame of the editor. It runs no script and stores nothing:
 * `inert` makes it a picture, and what sends it is not there.
 */
export async function unsavedPreviewPage(
  service: Service,
  { event, partner, language, note, changes }: Previewed,
): Promise<Response> {
  const { definition } = event;
  const t = createTranslator(language);
  const { title, form } = await plainForm(service, event, { partner, language }, {}, () => ({ action: "" }));
  return pageResponse({
    ...eventPage(definition, partner, language),
    title,
    personal: true,
    bare: true,
    framedBy: [],
    head: changes && <meta name="changes" content={changes} />,
    children: (
      <div class="site">
        <h1 class="host-name">{definition.partners[partner]?.name}</h1>
        {note && <p class="note warn">{note}</p>}
        <div role="img" aria-label={t("organiser.edit.previewTitle")}>
          <div inert>{form}</div>
        </div>
      </div>
    ),
  });
}
