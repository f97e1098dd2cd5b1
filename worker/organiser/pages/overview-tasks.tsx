/** Open tasks of an event, urgent ones first, each with the page where it is done. */
import type { ComponentChildren } from "preact";
import { dateAndTime } from "../../i18n/dates.ts";
import { listed } from "../../i18n/listed.ts";
import type { Translate } from "../../i18n/translate.ts";
import type { EventDefinition } from "../../registration/event-definition.ts";
import { missingTexts } from "../../registration/missing-texts.ts";
import { streamTimes } from "../../registration/stream.ts";
import type { OverviewState } from "../../storage/overview.ts";
import { eventPath } from "./desk.tsx";
import { rehearsalsPath } from "./rehearsals-page.tsx";

/** How long before the stream opens a missing address becomes a task, in milliseconds. */
const STREAM_SOON_MS = 3 * 86_400_000;

export interface Task {
  /** The id of the row on the page. */
  id: string;
  text: ComponentChildren;
  href: string;
  link: string;
  urgent: boolean;
}

export function tasksOf(event: EventDefinition, state: OverviewState, now: number, t: Translate): Task[] {
  return [
    ...(state.undelivered > 0
      ? [
          {
            id: "undelivered",
            text: t.count("organiser.todo.undelivered", state.undelivered),
            href: eventPath(event.slug, "undelivered"),
            link: t("organiser.todo.see"),
            urgent: true,
          },
        ]
      : []),
    ...streamTask(event, now, eventPath(event.slug, "edit"), t),
    ...state.failing.map(({ url, paused }) => ({
      id: `webhook-${new URL(url).host}`,
      text: t(paused ? "organiser.todo.webhookPaused" : "organiser.todo.webhook", { host: new URL(url).host }),
      href: eventPath(event.slug, "access"),
      link: t("organiser.todo.webhooks"),
      urgent: true,
    })),
    ...state.queuing.map(({ recipients, queued }, index) => ({
      id: `queuing-${index}`,
      text: t("organiser.todo.queuing", { queued, recipients }),
      href: eventPath(event.slug, "write"),
      link: t("organiser.todo.announcements"),
      urgent: false,
    })),
    ...translationTasks(event, now, eventPath(event.slug, "edit"), t),
    ...(state.rehearsals > 0
      ? [
          {
            id: "rehearsals",
            text: t.count("organiser.todo.rehearsals", state.rehearsals),
            href: rehearsalsPath(event.slug),
            link: t("organiser.todo.deleteRehearsals"),
            urgent: false,
          },
        ]
      : []),
  ];
}

/** A task if the stream's address is missing and the stream opens soon or is open. */
function streamTask(event: EventDefinition, now: number, href: string, t: Translate): Task[] {
  const times = streamTimes(event);
  if (!times || event.cancelled || event.participation.digital?.streamUrl) return [];
  if (now < times.opens - STREAM_SOON_MS || now >= times.closes) return [];
  const key = now < times.opens ? "organiser.todo.stream" : "organiser.todo.streamNow";
  const text = t(key, { when: dateAndTime(t, times.opens, event.timeZone) });
  return [{ id: "stream", text, href, link: t("organiser.todo.giveAddress"), urgent: true }];
}

/** Tasks for texts missing in the language of a partner's readers, while they may still be read. */
function translationTasks(event: EventDefinition, now: number, href: string, t: Translate): Task[] {
  const ends = streamTimes(event)?.closes ?? 0;
  if (event.cancelled || (ends > 0 && now >= ends)) return [];
  return missingTexts(event).map(({ language, fields }) => ({
    id: `texts-${language}`,
    text: t("organiser.todo.texts", {
      language: t(`organiser.todo.in.${language}`),
      fields: listed(
        t,
        fields.map((field) => t(`organiser.todo.field.${field}`)),
      ),
    }),
    href,
    link: t("organiser.todo.translate"),
    urgent: false,
  }));
}

export function Tasks({ tasks, t }: { tasks: readonly Task[]; t: Translate }) {
  if (tasks.length === 0) return null;
  return (
    <section class="sect" id="tasks" aria-labelledby="todo">
      <div class="card near">
        <h2 id="todo">{t("organiser.todo.heading")}</h2>
        <ul class="lines last">
          {tasks.map(({ id, text, href, link, urgent }) => (
            <li key={id} id={`todo-${id}`}>
              <div>
                <span class={urgent ? "st fail" : "st wait"}>{text}</span>
              </div>
              <a href={href}>{link}</a>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
