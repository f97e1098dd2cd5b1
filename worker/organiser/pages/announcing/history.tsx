/** The sent announcements: sender, time, number of recipients, and outcome. */
import { dateAndTime, dayAndTime } from "../../../i18n/dates.ts";
import { inLanguage } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { Local, PostButton } from "../../../pages/parts.tsx";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import type { SentAnnouncement } from "../../../storage/announcement-list.ts";
import type { SentNotice } from "../../../storage/event-notices.ts";
import { announcementPath } from "./paths.ts";

interface HistoryProps {
  event: EventDefinition;
  announcements: readonly SentAnnouncement[];
  notices: readonly SentNotice[];
  t: Translate;
}

export function History({ event, announcements, notices, t }: HistoryProps) {
  const lines = [
    ...announcements.map((sent) => ({ at: sent.at, line: <SentLine key={sent.id} event={event} sent={sent} t={t} /> })),
    ...notices.map((notice) => ({
      at: notice.at,
      line: <NoticeLine key={`notice ${notice.at}`} event={event} notice={notice} t={t} />,
    })),
  ].sort((a, b) => b.at - a.at);
  return (
    <section class="sect" aria-labelledby="sent">
      <h2 id="sent">{t("organiser.write.historyHeading")}</h2>
      {lines.length === 0 ? (
        <p class="soft">{t("organiser.write.noHistory")}</p>
      ) : (
        <ul class="lines">{lines.map(({ line }) => line)}</ul>
      )}
    </section>
  );
}

function SentLine({ event, sent, t }: Pick<HistoryProps, "event" | "t"> & { sent: SentAnnouncement }) {
  const { id, subject, text, by, recipients, planned } = sent;
  const when = dayAndTime(t, planned ? sent.dueAt : sent.at, event.timeZone);
  const action = announcementPath(event.slug, id);
  return (
    <li>
      <div>
        <b>
          <Local of={inLanguage(subject, t.language)} />
        </b>
        <small>{t("organiser.write.historyLine", { when, by: nameIn(by), count: recipients })}</small>
        <details class="plain">
          <summary>
            {t("organiser.write.read")}
            <span class="hidden"> {inLanguage(subject, t.language).text}</span>
          </summary>
          <p class="written">
            <Local of={inLanguage(text, t.language)} />
          </p>
        </details>
      </div>
      <span class="num">
        <Fate event={event} sent={sent} t={t} />
      </span>
      {planned && (
        <PostButton action={action} look="second small">
          {t("organiser.write.change")}
          <span class="hidden"> {inLanguage(subject, t.language).text}</span>
        </PostButton>
      )}
      {waits(sent) && (
        <PostButton action={action} look="second small" fields={planned ? { keep: "no" } : {}}>
          {t(planned || sent.gone === 0 ? "organiser.write.takeBack" : "organiser.write.stop")}
          <span class="hidden"> {inLanguage(subject, t.language).text}</span>
        </PostButton>
      )}
    </li>
  );
}

/** Whether some of its e-mails are not sent yet, and can be taken back. */
function waits({ takenBackAt, planned, queued, recipients, gone, undelivered, dropped }: SentAnnouncement): boolean {
  if (takenBackAt !== null) return false;
  return planned || queued < recipients || gone + undelivered + dropped < queued;
}

/** The name of a token without its id; an address unchanged. */
const nameIn = (by: string) => by.replace(/^[0-9a-f]{32} /, "");

function Fate({ event, sent, t }: Pick<HistoryProps, "event" | "t"> & { sent: SentAnnouncement }) {
  const { planned, takenBackAt, recipients, queued, gone, arrived, undelivered, dropped } = sent;
  if (planned) return t("organiser.write.planned", { when: dateAndTime(t, sent.dueAt, event.timeZone) });
  if (takenBackAt !== null)
    return gone === 0
      ? t("organiser.write.takenBackNone")
      : t("organiser.write.takenBackSome", { gone, count: recipients });
  const onTheWay = queued - dropped - arrived - undelivered;
  return (
    <>
      {queued < recipients && `${t("organiser.write.queuing", { queued, count: recipients })}, `}
      {t.count("organiser.write.arrived", arrived)}
      {undelivered > 0 && (
        <>
          {", "}
          <a href={`/organiser/${event.slug}/registrations?announcementMissed=${sent.id}`}>
            {t("organiser.write.lost", { count: undelivered })}
            <span class="hidden">: {inLanguage(sent.subject, t.language).text}</span>
          </a>
        </>
      )}
      {onTheWay > 0 && `, ${t("organiser.write.onTheWay", { count: onTheWay })}`}
    </>
  );
}

function NoticeLine({ event, notice, t }: Pick<HistoryProps, "event" | "t"> & { notice: SentNotice }) {
  const { kind, at, status, recipients, queued } = notice;
  return (
    <li>
      <div>
        <b>{t(`organiser.mail.kind.${kind}`)}</b>
        <small>{t("organiser.write.noticeLine", { when: dayAndTime(t, at, event.timeZone), count: recipients })}</small>
      </div>
      {status !== "queued" && (
        <span class="num">
          {status === "queuing"
            ? t("organiser.write.queuing", { queued, count: recipients })
            : t("organiser.write.superseded")}
        </span>
      )}
    </li>
  );
}
