/** The frame of every page that asks something about one registration. */
import type { ComponentChildren } from "preact";
import type { Translate } from "../i18n/translate.ts";
import { eventPage } from "../pages/event-page.tsx";
import { ErrorSummary } from "../pages/form-parts.tsx";
import { pageResponse } from "../pages/page.tsx";
import { ButtonLink } from "../pages/parts.tsx";
import { eventStub, Ticket } from "../pages/ticket.tsx";
import type { FieldError } from "../registration/contract.ts";
import { manageUrl } from "../urls.ts";
import type { ManageSession } from "./manage.ts";

interface AskPage {
  heading: string;
  /** What will happen, and the buttons. */
  children: ComponentChildren;
  status?: number;
  /** Errors in the typed values: shown first, and the reason for the title and the status (422). */
  errors?: readonly FieldError[];
}

export function askPage(
  { registration, event: { definition } }: ManageSession,
  t: Translate,
  { heading, children, errors = [], status = errors.length > 0 ? 422 : 200 }: AskPage,
): Promise<Response> {
  return pageResponse({
    ...eventPage(definition, registration.partner, t.language),
    personal: true,
    status,
    title: errors.length > 0 ? t("error.titlePrefix", { title: heading }) : heading,
    children: (
      <Ticket id="question" heading={heading} {...eventStub(definition, t)}>
        <ErrorSummary errors={errors} t={t} />
        {children}
      </Ticket>
    ),
  });
}

/** The link back to the manage page, which changes nothing. */
export function BackLink({ session, t }: { session: ManageSession; t: Translate }) {
  return (
    <p>
      <ButtonLink href={manageUrl("", session.secret)} look="quiet">
        {t("button.back")}
      </ButtonLink>
    </p>
  );
}
