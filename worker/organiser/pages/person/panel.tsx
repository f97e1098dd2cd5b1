/** One attendee: the status, the possible updates, the answers, the history, and the note. */
import type { ComponentChildren } from "preact";
import { dateAndTime } from "../../../i18n/dates.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { ButtonLink } from "../../../pages/parts.tsx";
import { updatesFor } from "../../../registration/person-updates.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import type { Person } from "../../person.ts";
import { Answered } from "./answered.tsx";
import { FailedMail } from "./failed-mail.tsx";
import { NoteForm, type TypedNote } from "./note-form.tsx";
import { aboutPath, type PersonPlace } from "./place.ts";
import { repeatable } from "./repeatable.ts";
import { Status } from "./status.tsx";
import { Story } from "./story.tsx";

export interface PanelProps {
  person: Person;
  event: StoredEvent;
  place: PersonPlace;
  /** Links to the list, and to the previous and next person in it. */
  ways: { close: string; previous: string | null; next: string | null };
  /** What was just done, or why nothing was done. */
  notice?: ComponentChildren;
  /** A note that is not saved. */
  typed?: TypedNote | null;
  /** The heading level of the name: 1 if the panel is the page. */
  level?: 1 | 2;
  now: number;
  t: Translate;
}

export function PersonPanel({ person, event, place, ways, notice, typed = null, level = 2, now, t }: PanelProps) {
  const { registration } = person;
  const { name, email, role, organisation, heldUntil, rehearsal } = registration;
  const { timeZone } = event.definition;
  const Heading = `h${level}` as const;
  return (
    <aside class={level === 1 ? "attendee" : "attendee side"} aria-labelledby="person-name">
      <Ways ways={ways} t={t} />
      {notice}
      <div class="near">
        <div>
          <Heading id="person-name" class="h1" tabIndex={-1}>
            {name}
          </Heading>
          {(role || organisation) && <p>{[role, organisation].filter(Boolean).join(", ")}</p>}
          <p>
            <a href={`mailto:${email}`}>{email}</a>
          </p>
        </div>
        <p class="acts">
          <Status of={registration} t={t} />
          {person.code && (
            <span class="soft">
              {t("organiser.person.code")} <b class="num">{person.code}</b>
            </span>
          )}
          {rehearsal && <span class="soft">{t("organiser.person.rehearsal")}</span>}
        </p>
        {heldUntil !== null && <p>{t("organiser.person.held", { until: dateAndTime(t, heldUntil, timeZone) })}</p>}
      </div>
      <FailedMail person={person} place={place} t={t} />
      <Acts person={person} event={event} place={place} now={now} t={t} />
      <Answered person={person} event={event.definition} place={place} t={t} />
      <Story person={person} timeZone={timeZone} now={now} t={t} />
      <NoteForm note={person.note} typed={typed} place={place} timeZone={timeZone} now={now} t={t} />
      <Data place={place} t={t} />
    </aside>
  );
}

/** The same links as the keys Esc, k and j (browser/person-keys.ts). */
function Ways({ ways: { close, previous, next }, t }: Pick<PanelProps, "ways" | "t">) {
  return (
    <nav class="head" aria-label={t("organiser.person.ways")}>
      <a class="quiet button" href={close} data-key="Escape">
        {t("button.close")}
      </a>
      <span class="acts">
        {previous && (
          <a class="quiet button" href={previous} data-key="k">
            {t("organiser.list.previous")}
          </a>
        )}
        {next && (
          <a class="quiet button" href={next} data-key="j">
            {t("organiser.list.next")}
          </a>
        )}
      </span>
    </nav>
  );
}

/** The possible updates, likely ones first; erasing is separate, at the end of the panel. */
function Acts({ person, event, place, now, t }: Pick<PanelProps, "person" | "event" | "place" | "now" | "t">) {
  const { registration } = person;
  const updates = updatesFor(registration, event.definition, now).filter((update) => update !== "erase");
  const again = repeatable(person.messages);
  return (
    <ul class="acts" aria-label={t("organiser.person.actions")}>
      {updates
        .filter((update) => update !== "cancel")
        .map((update) => (
          <li key={update}>
            <ButtonLink href={aboutPath(place, update)} look="second small">
              {t(`organiser.person.to.${update}`)}
            </ButtonLink>
          </li>
        ))}
      {again && (
        <li>
          <ButtonLink href={aboutPath(place, "resend", { message: again.id })} look="second small">
            {t("organiser.person.to.resend")}
          </ButtonLink>
        </li>
      )}
      {registration.status !== "cancelled" && (
        <li>
          <ButtonLink href={aboutPath(place, "edit")} look="second small">
            {t("organiser.person.to.edit")}
          </ButtonLink>
        </li>
      )}
      {updates.includes("cancel") && (
        <li>
          <a class="button second small stop-text" href={aboutPath(place, "cancel")}>
            {t("organiser.person.to.cancel")}
          </a>
        </li>
      )}
    </ul>
  );
}

function Data({ place, t }: Pick<PanelProps, "place" | "t">) {
  return (
    <ul class="lines">
      <li>
        <div>
          <a href={aboutPath(place, "data.json")} download>
            {t("organiser.person.data")}
          </a>
          <small>{t("organiser.person.dataHint")}</small>
        </div>
      </li>
      <li>
        <div>
          <a class="stop-text" href={aboutPath(place, "erase")}>
            {t("organiser.person.to.erase")}
          </a>
        </div>
      </li>
    </ul>
  );
}
