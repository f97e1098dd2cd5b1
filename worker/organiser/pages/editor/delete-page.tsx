/**
 * `/organiser/{event}/edit/delete`: what is deleted with the event, in numbers, and a question that the organiser answers by
 * typing the event's name.
 */
import { ProblemError } from "../../../http/problem.ts";
import { inLanguage } from "../../../i18n/language.ts";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import { pageResponse } from "../../../pages/page.tsx";
import { ButtonLink, Local, Notice } from "../../../pages/parts.tsx";
import { Mark, Ticket } from "../../../pages/ticket.tsx";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import { timesOf } from "../../../registration/event-times.ts";
import type { Service } from "../../../service.ts";
import { eraseEvent, previewDeletion } from "../../events.ts";
import { deskPage, eventPath } from "../desk.tsx";
import type { EditorReader } from "./edit-page.tsx";
import type { Editing } from "./saving.tsx";

export const deletePath = (slug: string) => `${eventPath(slug, "edit")}/delete`;

type Contents = Awaited<ReturnType<typeof previewDeletion>>;

interface Shown {
  /** The typed name, if it is wrong. */
  mistyped?: string;
  /** Whether the number of people has changed since the page was shown. */
  changed?: boolean;
}

export async function deletePage(
  service: Service,
  { event, session }: EditorReader,
  { mistyped, changed = false }: Shown = {},
): Promise<Response> {
  const { definition } = event;
  const { slug } = definition;
  const t = createTranslator(session.language);
  const contents = await previewDeletion(service, slug);
  const path = deletePath(slug);
  return deskPage({
    event: definition,
    reader: session,
    place: "edit",
    title: t("organiser.edit.deleting.link"),
    path,
    status: changed ? 409 : mistyped === undefined ? 200 : 422,
    faulty: mistyped !== undefined,
    children: (
      <div class="sect">
        <h1>{t("organiser.edit.deleting.heading")}</h1>
        {changed && <Notice tone="warning">{t("organiser.edit.deleting.changed")}</Notice>}
        <p>
          <b>
            <Local of={inLanguage(definition.title, session.language)} />
          </b>
        </p>
        <p>{t("organiser.edit.deleting.lead")}</p>
        <ul>
          {partsOf(contents, t).map((part) => (
            <li key={part}>{part}</li>
          ))}
        </ul>
        <p>{t("organiser.edit.deleting.nobodyTold")}</p>
        <FirstThings event={definition} contents={contents} now={service.now} t={t} />
        <p>{t("organiser.edit.deleting.log")}</p>
        <form class="stack" method="post" action={path} noValidate>
          <input type="hidden" name="people" value={contents.people} />
          <NameField slug={slug} mistyped={mistyped} t={t} />
          <div class="acts">
            <button type="submit" class="stop">
              {contents.people > 0
                ? t.count("organiser.edit.deleting.withPeople", contents.people)
                : t("organiser.edit.deleting.yes")}
            </button>
            <ButtonLink href={eventPath(slug, "edit")} look="quiet">
              {t("organiser.edit.sure.keepIt")}
            </ButtonLink>
          </div>
        </form>
      </div>
    ),
  });
}

/** Everything that is deleted, with numbers; zeros are left out, except for people. */
function partsOf({ people, rehearsals, unsent, tokens, webhooks }: Contents, t: Translate): string[] {
  return [
    people > 0 ? t.count("organiser.edit.deleting.people", people) : t("organiser.edit.deleting.nobody"),
    ...(rehearsals > 0 ? [t.count("organiser.edit.deleting.rehearsals", rehearsals)] : []),
    ...(unsent > 0 ? [t.count("organiser.edit.deleting.unsent", unsent)] : []),
    ...(tokens > 0 ? [t.count("organiser.edit.deleting.tokens", tokens)] : []),
    ...(webhooks > 0 ? [t.count("organiser.edit.deleting.webhooks", webhooks)] : []),
    t("organiser.edit.deleting.pages"),
  ];
}

/** What is impossible afterwards: telling attendees, and downloading the list. */
function FirstThings({ event, contents, now, t }: FirstThingsProps) {
  if (contents.people === 0) return null;
  const { slug } = event;
  const expected = !event.cancelled && now < timesOf(event).ends;
  return (
    <>
      {expected && (
        <Notice tone="warning">
          <p>{t("organiser.edit.deleting.cancelFirst")}</p>
          <p>
            <a href={`${eventPath(slug, "edit")}/cancel`}>{t("organiser.edit.deleting.toCancel")}</a>
          </p>
        </Notice>
      )}
      <p>
        <a href={`/organiser/${slug}/downloads`}>{t("organiser.edit.deleting.download")}</a>
      </p>
    </>
  );
}

interface FirstThingsProps {
  event: EventDefinition;
  contents: Contents;
  now: number;
  t: Translate;
}

function NameField({ slug, mistyped, t }: { slug: string; mistyped: string | undefined; t: Translate }) {
  const wrong = mistyped !== undefined;
  return (
    <div class="field">
      <label for="name">{t("organiser.edit.deleting.name", { slug })}</label>
      {wrong && (
        <div class="error" id="name-error">
          {t("organiser.edit.deleting.nameWrong", { slug })}
        </div>
      )}
      <input
        id="name"
        name="name"
        type="text"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        value={mistyped}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={wrong ? "name-error" : undefined}
      />
    </div>
  );
}

/** `POST /organiser/{event}/edit/delete`. Deletes the event if the page's numbers still hold, or asks again. */
export async function submitDelete(service: Service, editing: Editing, form: URLSearchParams): Promise<Response> {
  const { event, session, caller } = editing;
  const { slug, title } = event.definition;
  const typed = (form.get("name") ?? "").trim();
  if (typed.toLowerCase() !== slug) return deletePage(service, editing, { mistyped: typed });
  const people = form.get("people") ?? "";
  try {
    const deleted = await eraseEvent(service, slug, caller, /^\d{1,9}$/.test(people) ? Number(people) : null);
    const t = createTranslator(session.language);
    const heading = t("organiser.edit.deleting.doneHeading");
    return pageResponse({
      language: session.language,
      title: heading,
      personal: true,
      width: "narrow",
      brand: "Påmelding",
      children: (
        <Ticket
          id="deleted"
          heading={heading}
          sign={<Mark tone="good" />}
          lead={
            <p>
              <Local of={inLanguage(title, session.language)} />
            </p>
          }
        >
          {deleted.people > 0 && <p>{t.count("organiser.edit.deleting.done", deleted.people)}</p>}
          <ButtonLink href="/organiser">{t("organiser.events.all")}</ButtonLink>
        </Ticket>
      ),
    });
  } catch (error) {
    if (error instanceof ProblemError && error.problem === "deletion-unconfirmed")
      return deletePage(service, editing, { changed: true });
    throw error;
  }
}
