/** Undelivered e-mails: the recipient, the kind and the reason, with a button that sends each again. */
import * as z from "zod";
import { ProblemError } from "../../http/problem.ts";
import { dateAndTime } from "../../i18n/dates.ts";
import { createTranslator, type Translate } from "../../i18n/translate.ts";
import { Notice, PostButton } from "../../pages/parts.tsx";
import type { EventDefinition } from "../../registration/event-definition.ts";
import type { Caller } from "../../security/bearer.ts";
import type { Service } from "../../service.ts";
import type { OrganiserSession } from "../../storage/organiser-sessions.ts";
import { type UndeliveredMail, undeliveredMails } from "../../storage/undelivered.ts";
import { audit } from "../audit-log.ts";
import { retry } from "../undelivered.ts";
import { deskPage, eventPath } from "./desk.tsx";
import { whatHappened } from "./mail-fate.ts";

/** E-mails on one page. */
const PAGE = 100;

/** The outcome of sending one again, in the page's address. */
const outcomes = ["retried", "complained", "not-undelivered"] as const;
type RetryOutcome = (typeof outcomes)[number];

/** Other parameters are ignored. `after`: the last e-mail on the previous page. */
export const undeliveredPageQuery = z.object({
  after: z.string().catch(""),
  outcome: z.enum(outcomes).nullable().catch(null),
});

interface Reader {
  event: EventDefinition;
  session: OrganiserSession;
  caller: Caller;
}

/** `GET /organiser/{event}/undelivered` */
export async function undeliveredPage(
  service: Service,
  { event, session, caller }: Reader,
  { after, outcome }: z.infer<typeof undeliveredPageQuery>,
): Promise<Response> {
  const mails = await undeliveredMails(service.db, event.slug, after, PAGE);
  await audit(service, caller, { event: event.slug, action: "undelivered", count: mails.length });
  const t = createTranslator(session.language);
  const last = mails.length === PAGE && mails.at(-1);
  const path = eventPath(event.slug, "undelivered");
  return deskPage({
    event,
    reader: session,
    place: "undelivered",
    children: (
      <div class="sect">
        <h1>{t("organiser.mail.title")}</h1>
        {outcome && <Outcome of={outcome} t={t} />}
        <p>{t(mails.length > 0 ? "organiser.mail.lead" : "organiser.mail.none")}</p>
        {mails.length > 0 && (
          <div class="card near">
            <ul class="lines">
              {mails.map((mail) => (
                <Mail
                  key={mail.id}
                  mail={mail}
                  action={path}
                  list={eventPath(event.slug, "registrations")}
                  timeZone={event.timeZone}
                  t={t}
                />
              ))}
            </ul>
          </div>
        )}
        <p>
          <a href={eventPath(event.slug, "registrations")}>{t("organiser.list.back")}</a>
        </p>
        {last && (
          <p>
            <a class="button second" href={`${path}?after=${last.id}`}>
              {t("organiser.mail.more")}
            </a>
          </p>
        )}
      </div>
    ),
  });
}

/** `POST /organiser/{event}/undelivered`: sends the e-mail in the form again. Returns where to continue. */
export async function sendAgain(service: Service, { event, caller }: Reader, form: URLSearchParams): Promise<string> {
  const outcome = await retryOutcome(service, event.slug, caller, form.get("message") ?? "");
  return `${eventPath(event.slug, "undelivered")}?outcome=${outcome}`;
}

async function retryOutcome(service: Service, slug: string, caller: Caller, message: string): Promise<RetryOutcome> {
  try {
    await retry(service, slug, caller, message);
    return "retried";
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problem === "complained" ? "complained" : "not-undelivered";
  }
}

function Outcome({ of, t }: { of: RetryOutcome; t: Translate }) {
  switch (of) {
    case "retried":
      return <Notice tone="info">{t("organiser.mail.retried")}</Notice>;
    case "complained":
      return <Notice tone="warning">{t("problem.complained.detail")}</Notice>;
    case "not-undelivered":
      return <Notice tone="warning">{t("problem.notUndelivered.detail")}</Notice>;
  }
}

interface MailProps {
  mail: UndeliveredMail;
  /** The address that the form is posted to. */
  action: string;
  /** The address of the list, below which each attendee has a page. */
  list: string;
  timeZone: string;
  t: Translate;
}

function Mail({ mail, action, list, timeZone, t }: MailProps) {
  const { id, name, kind, rehearsal } = mail;
  return (
    <li>
      <div>
        <b>{name === null ? t("organiser.mail.gone") : <a href={`${list}/${mail.registration}`}>{name}</a>}</b>{" "}
        {mail.email}
        <small>
          {rehearsal === 1 && `${t("csv.rehearsal")}: `}
          {t(`organiser.mail.kind.${kind}`)} · {dateAndTime(t, mail.at, timeZone)}
        </small>
        <small>{whatHappened(mail, t)}</small>
        {mail.registrationStatus === "cancelled" && <small>{t("organiser.mail.cancelled")}</small>}
      </div>
      {name !== null && mail.status !== "complained" && (
        <PostButton action={action} look="second small" fields={{ message: id }}>
          {t("organiser.mail.retry")}
          <span class="hidden"> {name}</span>
        </PostButton>
      )}
    </li>
  );
}
