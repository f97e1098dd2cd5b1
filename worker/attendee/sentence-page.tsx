import type { ComponentChildren } from "preact";
import { createTranslator, type Translate } from "../i18n/translate.ts";
import { eventPage } from "../pages/event-page.tsx";
import { type Page, pageResponse } from "../pages/page.tsx";
import { ButtonLink } from "../pages/parts.tsx";
import { DateTile, Mark, Ticket } from "../pages/ticket.tsx";
import type { EventDefinition } from "../registration/event-definition.ts";
import { hostedUrl } from "../urls.ts";
import type { PendingReader } from "./pending-link.ts";

/**
 * A ticket with a tick that says what was done, and links to continue. `over`: nothing was done; the ticket shows the day,
 * not a tick.
 */
export function sentencePage(
  event: EventDefinition,
  partner: string,
  t: Translate,
  { heading, lead, over = false, children, ...page }: SentencePage,
): Promise<Response> {
  return pageResponse({
    ...eventPage(event, partner, t.language),
    personal: true,
    title: heading,
    ...page,
    children: (
      <Ticket
        id="done"
        heading={heading}
        sign={over ? <DateTile event={event} t={t} /> : <Mark tone="good" />}
        lead={<p role="status">{lead}</p>}
      >
        {children}
      </Ticket>
    ),
  });
}

interface SentencePage extends Partial<Pick<Page, "addressIn" | "framedBy" | "width" | "status">> {
  heading: string;
  lead: ComponentChildren;
  over?: boolean;
  children?: ComponentChildren;
}

/** The link to the form, for a reader with a link that is over. */
export function FormLink({ event, partner, language }: PendingReader) {
  const t = createTranslator(language);
  return (
    <p>
      <ButtonLink href={hostedUrl("", event.definition.slug, partner, language)} look="second">
        {t("button.openForm")}
      </ButtonLink>
    </p>
  );
}
