/** The frame of every page that asks something about one registration. */
import type { ComponentChildren } from "preact";
import type { Translate } from "../i18n/translate.ts";
import { eventPage } from "../pages/event-page.tsx";
import { pageResponse } from "../pages/page.tsx";
import { ButtonLink } from "../pages/parts.tsx";
import { eventStub, Ticket } from "../pages/ticket.tsx";
import { manageUrl } from "../urls.ts";
import type { ManageSession } from "./manage.ts";

interface AskPage {
  heading: string;
  /** What will happen, and the buttons. */
  children: ComponentChildren;
  status?: number;
  /** Default: the heading. */
  title?: string;
}

export function askPage(
  { registration, event: { definition } }: ManageSession,
  t: Translate,
  { heading, children, status = 200, title = heading }: AskPage,
): Promise<Response> {
  return pageResponse({
    ...eventPage(definition, registration.partner, t.language),
    personal: true,
    status,
    title,
    children: (
      <Ticket id="question" heading={heading} {...eventStub(definition, t)}>
        {children}
      </Ticket>
    ),
  });
}

/** The way back to the attendee's own page, which changes nothing. */
export function BackLink({ session, t }: { session: ManageSession; t: Translate }) {
  return (
    <p>
      <ButtonLink href={manageUrl("", session.secret)} look="quiet">
        {t("button.back")}
      </ButtonLink>
    </p>
  );
}
