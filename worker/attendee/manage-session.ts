/** Opens a manage link for a request, or answers why it does not open. */
import { ProblemError } from "../http/problem.ts";
import type { Language } from "../i18n/language.ts";
import type { LinkPurpose } from "../security/manage-link.ts";
import type { Service } from "../service.ts";
import { eventOfLink, invalidLinkPage } from "./invalid-link-page.tsx";
import { type ManageSession, openManageLink } from "./manage.ts";

/** @throws ProblemError not-found, whatever is wrong with the link; a browser gets a page that says what may have happened */
export async function forSession(
  service: Service,
  secret: string,
  answer: (session: ManageSession) => Response | Promise<Response>,
  purpose: Extract<LinkPurpose, "manage" | "calendar"> = "manage",
): Promise<Response> {
  const session = await openManageLink(service.db, service.settings, secret, purpose);
  if (!session) {
    // The event is looked up only for a client that is within its limit.
    const page = async (language: Language) =>
      invalidLinkPage(service.settings.PUBLIC_URL, await eventOfLink(service, secret, purpose), language);
    throw new ProblemError("not-found", { page, guessed: true });
  }
  return answer(session);
}
