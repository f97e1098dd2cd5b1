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
  /** A sentence above the form. */
  note: string | null;
  /** What has changed, in words: the editor's script shows it beside the form. */
  changes?: string;
}

/**
 * A preview of the form for a definition that may be unsaved, for a frame in the editor. It runs no script and stores
 * nothing: `inert` makes it a picture, and it cannot be sent.
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
