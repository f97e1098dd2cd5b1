/** Organisers sign in with a link sent to their address. There are no passwords. */

import * as z from "zod";
import { databaseFor } from "../../databases.ts";
import { ProblemError } from "../../http/problem.ts";
import { inLanguage, type Language } from "../../i18n/language.ts";
import { createTranslator } from "../../i18n/translate.ts";
import { type Page, pageResponse } from "../../pages/page.tsx";
import { ButtonLink, Local } from "../../pages/parts.tsx";
import { DateTile, Mark, Ticket } from "../../pages/ticket.tsx";
import { parseEmailAddress } from "../../registration/email-address.ts";
import type { EventDefinition } from "../../registration/event-definition.ts";
import { mailboxHash } from "../../security/address-hash.ts";
import { readSignInSecret } from "../../security/manage-link.ts";
import { seal, unseal } from "../../security/seal.ts";
import { newSession } from "../../security/session.ts";
import { afterAWhile, inDatabase, type Service, wakeOutbox } from "../../service.ts";
import { latestEvent } from "../../storage/event-cache.ts";
import { newId } from "../../storage/ids.ts";
import {
  askToSignIn,
  copySession,
  findSignIn,
  listsOrganiser,
  openSession,
  type SignInLink,
} from "../../storage/organiser-sessions.ts";
import { signInPath, signInUrl } from "../../urls.ts";

/** Where a link may lead: only to our own organisers' pages, never to another site. */
const PATH = /^\/organiser(?:\/[\w-]+)*(?:\?[\w.=&%+-]*)?$/;

const pathOf = (wished: string | null | undefined) =>
  wished && PATH.test(wished) && wished.length <= 500 ? wished : "/organiser";

/** The slug of the event that a page is about. */
const slugOf = (path: string) => /^\/organiser\/([\w-]+)/.exec(path)?.[1] ?? null;

const asked = z.object({ email: z.string() });

function page(language: Language, rest: Omit<Page, "language" | "personal" | "width" | "brand">): Promise<Response> {
  return pageResponse({ language, personal: true, width: "narrow", brand: "Påmelding", ...rest });
}

interface Reader {
  language: Language;
  path: string;
  /** The event that the page is about. */
  event: EventDefinition | null;
}

/** The reader of a link, and the page that it leads to. */
async function readerOf(service: Service, language: Language, wished: string | null | undefined): Promise<Reader> {
  const path = pathOf(wished);
  const slug = slugOf(path);
  const event = slug && (await latestEvent(await databaseFor(service, slug), slug));
  return { language, path, event: event ? event.definition : null };
}

/** The page that asks for the address; with `sent`, the page that says what happens next. */
export async function signInPage(
  service: Service,
  language: Language,
  { path, sent }: { path?: string; sent?: string },
): Promise<Response> {
  const reader = await readerOf(service, language, path);
  const known = sent && asked.safeParse(await unseal("sign-in", sent, service.settings.LINK_KEYS)).data;
  return known ? sentPage(reader, known.email, sent) : formPage(reader);
}

function formPage({ language, path, event }: Reader, mistake?: { typed: string; error: string }): Promise<Response> {
  const t = createTranslator(language);
  const heading = t("organiser.signIn.heading");
  return page(language, {
    title: mistake ? t("error.titlePrefix", { title: heading }) : heading,
    status: mistake ? 422 : 200,
    addressIn: (other) => `${signInPath(path)}&lang=${other}`,
    children: (
      <Ticket
        id="sign-in"
        heading={heading}
        sign={event && <DateTile event={event} t={t} off={Boolean(event.cancelled)} />}
        lead={<p>{event ? <Local of={inLanguage(event.title, language)} /> : t("organiser.signIn.lead")}</p>}
      >
        <form method="post" action={`/sign-in?lang=${language}`} noValidate>
          <input type="hidden" name="path" value={path} />
          <div class="field">
            <label for="email">{t("form.email.label")}</label>
            {mistake && (
              <p class="error" id="email-error">
                {mistake.error}
              </p>
            )}
            <input
              id="email"
              name="email"
              type="email"
              autocomplete="email"
              value={mistake?.typed}
              aria-required="true"
              aria-describedby={mistake && "email-error"}
              aria-invalid={mistake ? true : undefined}
            />
          </div>
          <button type="submit" class="send">
            {t("organiser.signIn.submit")}
          </button>
        </form>
        <p class="hint">{t("organiser.signIn.how")}</p>
      </Ticket>
    ),
  });
}

/** The page is the same for every address. */
function sentPage({ language, path }: Reader, email: string, sent: string): Promise<Response> {
  const t = createTranslator(language);
  return page(language, {
    title: t("organiser.signIn.sentHeading"),
    addressIn: (other) => `${signInPath(path, sent)}&lang=${other}`,
    children: (
      <Ticket
        id="sent"
        heading={t("organiser.signIn.sentHeading")}
        sign={<Mark tone="good" />}
        lead={<p>{t("organiser.signIn.sent", { email })}</p>}
      >
        <p>{t("organiser.signIn.sentHint")}</p>
        <div class="acts">
          <form method="post" action={`/sign-in?lang=${language}`}>
            <input type="hidden" name="path" value={path} />
            <input type="hidden" name="email" value={email} />
            <button type="submit" class="second">
              {t("organiser.signIn.again")}
            </button>
          </form>
          <ButtonLink href={`${signInPath(path)}&lang=${language}`} look="quiet">
            {t("organiser.signIn.otherAddress")}
          </ButtonLink>
        </div>
      </Ticket>
    ),
  });
}

/** The outcome of asking for a link: a page with the mistake in the address, or where to continue. */
export type AskOutcome = { outcome: "mistaken"; page: Promise<Response> } | { outcome: "asked"; location: string };

/** Gives the same answer for every address, in the same time: the address is looked up after the answer. */
export async function askForLink(service: Service, language: Language, form: URLSearchParams): Promise<AskOutcome> {
  const typed = form.get("email") ?? "";
  const email = parseEmailAddress(typed);
  const reader = await readerOf(service, language, form.get("path"));
  if (typeof email === "string") {
    const error = createTranslator(language)(`error.${email}`);
    return { outcome: "mistaken", page: formPage(reader, { typed, error }) };
  }
  const { path } = reader;
  const { LINK_KEYS, EVENT_CREATORS } = service.settings;
  const creator = EVENT_CREATORS.includes(email.key);
  const sent = await seal("sign-in", { email: email.address }, LINK_KEYS);
  const id = newId(service.now);
  afterAWhile(service, "sign-in", async () => {
    const mailbox = await mailboxHash(email.key, LINK_KEYS);
    const home = await organisersHome(service, email.key, slugOf(path));
    await askToSignIn(
      home.db,
      { id, email: email.address, emailKey: email.key, mailbox, language, path, event: slugOf(path), creator },
      service.now,
    );
    wakeOutbox(home, [id]);
  });
  return { outcome: "asked", location: `${signInPath(path, sent)}&lang=${language}` };
}

/**
 * The service for the database that lists an organiser: that of the requested event, or else the first that does. If none
 * does, it behaves as if the first did, so that every address needs the same statements.
 */
async function organisersHome(service: Service, emailKey: string, slug: string | null): Promise<Service> {
  const { databases } = service;
  if (databases.length === 1) return service;
  const wished = slug === null ? null : await databaseFor(service, slug);
  const inOrder = [...databases.filter(({ db }) => db === wished), ...databases.filter(({ db }) => db !== wished)];
  const lists = await Promise.all(inOrder.map(({ db }) => listsOrganiser(db, emailKey)));
  return inDatabase(service, inOrder[Math.max(0, lists.indexOf(true))] ?? databases[0]);
}

/** The link with this secret; null if it is not ours. */
async function findLink({ db, settings, now }: Service, secret: string): Promise<SignInLink | null> {
  const id = await readSignInSecret(secret, settings.LINK_KEYS);
  return id ? findSignIn(db, id, settings.EVENT_CREATORS, now) : null;
}

/** Whether a link of ours opens nothing any more. */
export async function isDead(service: Service, secret: string): Promise<boolean> {
  const link = await findLink(service, secret);
  return link !== null && link.state !== "open";
}

/**
 * The page that the link in the e-mail leads to: a button, since mail scanners follow links. It does not use up the link.
 * @throws ProblemError sign-in-used, sign-in-expired, sign-in-removed
 */
export async function linkPage(service: Service, language: Language, secret: string): Promise<Response> {
  const link: SignInLink = (await findLink(service, secret)) ?? { state: "expired" };
  if (link.state !== "open") throw deadLink(link.state);
  const t = createTranslator(language);
  return page(language, {
    title: t("organiser.signIn.heading"),
    addressIn: (other) => `${signInUrl("", secret)}?lang=${other}`,
    children: (
      <Ticket id="sign-in" heading={t("organiser.signIn.heading")} lead={<p>{t("organiser.signIn.press")}</p>}>
        <form method="post" action={`${signInUrl("", secret)}?lang=${language}`}>
          <button type="submit" class="send">
            {t("organiser.signIn.open")}
          </button>
        </form>
        <p class="hint">{t("organiser.signIn.idle")}</p>
      </Ticket>
    ),
  });
}

/**
 * Uses up the link. `secret`: that of the new session, for the cookie; `path`: the requested page.
 * @throws ProblemError sign-in-used, sign-in-expired, sign-in-removed
 */
export async function openLink(
  { db, databases, settings, now }: Service,
  link: string,
): Promise<{ secret: string; path: string }> {
  const id = await readSignInSecret(link, settings.LINK_KEYS);
  const { secret, hash } = await newSession();
  const opened: SignInLink = id
    ? await openSession(db, { id, hash, creators: settings.EVENT_CREATORS }, now)
    : { state: "expired" };
  if (opened.state !== "open") throw deadLink(opened.state);
  for (const other of databases) if (other.db !== db) await copySession(db, other.db, hash);
  return { secret, path: opened.path };
}

type DeadState = Exclude<SignInLink["state"], "open">;

function deadLink(state: DeadState): ProblemError {
  return new ProblemError(`sign-in-${state}`, { page: (language) => deadLinkPage(language, state) });
}

function deadLinkPage(language: Language, state: DeadState): Promise<Response> {
  const t = createTranslator(language);
  const heading = t(`organiser.signIn.${state}Heading`);
  return page(language, {
    title: heading,
    status: 410,
    children: (
      <Ticket id="dead" heading={heading} sign={<Mark tone="warn" />} lead={<p>{t(`organiser.signIn.${state}`)}</p>}>
        <ButtonLink href={`${signInPath()}&lang=${language}`}>{t("organiser.signIn.newLink")}</ButtonLink>
      </Ticket>
    ),
  });
}

/** Deletes what the pages have stored on the device, including the door's list (W3C Clear Site Data, section 3.1). */
export async function signedOutPage(language: Language): Promise<Response> {
  const t = createTranslator(language);
  const response = await page(language, {
    title: t("organiser.signedOut.heading"),
    children: (
      <Ticket id="out" heading={t("organiser.signedOut.heading")} lead={<p>{t("organiser.signedOut.body")}</p>}>
        <ButtonLink href={`${signInPath()}&lang=${language}`}>{t("organiser.signIn.heading")}</ButtonLink>
      </Ticket>
    ),
  });
  response.headers.set("clear-site-data", '"storage"');
  return response;
}
