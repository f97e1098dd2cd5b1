/** The answers to an attendee who opens their own link to the stream. */
import { ProblemError } from "../http/problem.ts";
import { seeOther } from "../http/see-other.ts";
import type { Language } from "../i18n/language.ts";
import type { Service } from "../service.ts";
import { streamPageUrl } from "../urls.ts";
import { eventOfLink, invalidLinkPage } from "./invalid-link-page.tsx";
import { goToStream, openStreamLink, type StreamView } from "./stream.ts";
import { streamPage } from "./stream-page.tsx";

/** @throws ProblemError not-found, whatever is wrong with the link; a browser gets a page that says what may have happened */
async function viewOf(service: Service, secret: string): Promise<StreamView> {
  const view = await openStreamLink(service, secret);
  if (view) return view;
  const page = async (language: Language) =>
    invalidLinkPage(service.settings.PUBLIC_URL, await eventOfLink(service, secret, "stream"), language);
  throw new ProblemError("not-found", { page, guessed: true });
}

/** `GET /s/{secret}`: counts nobody, since mail scanners and previews follow links. */
export async function showStream(service: Service, secret: string): Promise<Response> {
  return streamPage(service, await viewOf(service, secret));
}

/** `POST /s/{secret}`: redirects to the stream. If there is none to go to now, the page says why. */
export async function enterStream(service: Service, secret: string): Promise<Response> {
  const url = await goToStream(service, await viewOf(service, secret));
  return seeOther(url ?? streamPageUrl("", secret));
}
