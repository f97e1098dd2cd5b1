/** `/organiser/new`: makes an event, from an empty form or as a copy of another. */
import type { ComponentChildren } from "preact";
import { databaseFor } from "../../../databases.ts";
import { ProblemError } from "../../../http/problem.ts";
import { inLanguage, type Language } from "../../../i18n/language.ts";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import { pageResponse } from "../../../pages/page.tsx";
import { ButtonLink, Notice } from "../../../pages/parts.tsx";
import { emailKeyOf } from "../../../registration/email-address.ts";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import type { Caller } from "../../../security/bearer.ts";
import type { Service } from "../../../service.ts";
import { latestEvent } from "../../../storage/event-cache.ts";
import type { OrganiserSession } from "../../../storage/organiser-sessions.ts";
import { hostedUrl } from "../../../urls.ts";
import { previewDefinition } from "../../definition.ts";
import { eventPath } from "../desk.tsx";
import { type Draft, readDefinition, readDraft } from "./draft.ts";
import { EditForm } from "./edit-form.tsx";
import { previewing } from "./edit-page.tsx";
import type { PlacedFault } from "./faults.ts";
import { slugOf } from "./keys.ts";
import { sections, toDefinition } from "./layout.ts";
import { copiedDraft, emptyDraft } from "./new-draft.ts";
import { rowActOf, withRowAct } from "./row-acts.ts";
import { leavingOf, type Mistake, type Outcome, store, sureProps } from "./saving.tsx";
import { SurePage } from "./sure-page.tsx";
import { readDay } from "./typed-times.ts";

const PATH = "/organiser/new";

export interface Creating {
  session: OrganiserSession;
  caller: Caller;
}

interface Shown {
  slug?: string;
  faults?: readonly PlacedFault[];
  notice?: ComponentChildren;
  open?: string | undefined;
  /** The query of the page's address. */
  query?: Readonly<Record<string, string>>;
}

function page(session: OrganiserSession, faulty: boolean, status: number, children: ComponentChildren, extra = {}) {
  const t = createTranslator(session.language);
  const title = t("organiser.edit.new.heading");
  return pageResponse({
    language: session.language,
    title: faulty ? t("error.titlePrefix", { title }) : title,
    status,
    personal: true,
    brand: "Påmelding",
    width: "broad",
    addressIn: (language) => `${PATH}?lang=${language}`,
    ...extra,
    children,
  });
}

async function formPage(
  session: OrganiserSession,
  draft: Draft,
  { slug = "", faults = [], notice, open, query = {} }: Shown = {},
) {
  const t = createTranslator(session.language);
  return page(
    session,
    faults.length > 0,
    faults.length > 0 ? 422 : 200,
    <>
      <div class="head">
        <h1>{t("organiser.edit.new.heading")}</h1>
        <ButtonLink href="/organiser" look="quiet">
          {t("organiser.events.all")}
        </ButtonLink>
      </div>
      {notice}
      <EditForm
        draft={draft}
        action={PATH}
        preview={`${PATH}/preview`}
        faults={faults}
        differences={[]}
        open={open}
        lead={<SlugField slug={slug} error={faults.find(({ id }) => id === "slug")?.words} t={t} />}
        t={t}
      />
    </>,
    {
      ...(await previewing()),
      addressIn: (language: Language) => `${PATH}?${new URLSearchParams({ ...query, lang: language })}`,
    },
  );
}

function SlugField({ slug, error, t }: { slug: string; error: string | undefined; t: Translate }) {
  return (
    <div class="field">
      <label for="slug">{t("organiser.edit.new.slug")}</label>
      <div class="hint" id="slug-hint">
        {t("organiser.edit.new.slugHint")}
      </div>
      {error && (
        <div class="error" id="slug-error">
          {error}
        </div>
      )}
      <input
        id="slug"
        name="slug"
        type="text"
        autocomplete="off"
        value={slug}
        aria-describedby={error ? "slug-hint slug-error" : "slug-hint"}
        aria-invalid={error ? true : undefined}
      />
    </div>
  );
}

/**
 * `GET /organiser/new`. `copy`: the slug of an event of this organiser; `day`: the day of the new event, as it was typed.
 */
export async function newPage(
  service: Service,
  { session }: Creating,
  { copy, day: typedDay = "" }: { copy?: string; day?: string },
): Promise<Response> {
  if (!copy) return formPage(session, emptyDraft(session));
  const copied = (await latestEvent(await databaseFor(service, copy), copy))?.definition;
  const lists = copied?.organisers.some((address) => emailKeyOf(address) === session.emailKey);
  if (!copied || !lists) throw new ProblemError("not-your-event");
  const day = readDay(typedDay);
  const t = createTranslator(session.language);
  const title = inLanguage(copied.title, session.language).text;
  const notice = (
    <>
      <Notice tone="info">{t(day ? "organiser.edit.new.moved" : "organiser.edit.new.copied", { event: title })}</Notice>
      <MoveForm copy={copy} typed={typedDay} wrong={Boolean(typedDay) && !day} t={t} />
    </>
  );
  return formPage(session, copiedDraft(copied, session, day), { notice, query: { copy, day: typedDay } });
}

/** Moves all days of the copy together. The page asks for it before anything else is typed. */
function MoveForm({ copy, typed, wrong, t }: { copy: string; typed: string; wrong: boolean; t: Translate }) {
  return (
    <form class="card near" method="get" action={PATH} noValidate>
      <input type="hidden" name="copy" value={copy} />
      <div class="field">
        <label for="day">{t("organiser.edit.new.day")}</label>
        {wrong && (
          <div class="error" id="day-error">
            {t("organiser.edit.new.dayWrong")}
          </div>
        )}
        <input
          id="day"
          name="day"
          type="text"
          autocomplete="off"
          value={typed}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={wrong ? "day-error" : undefined}
        />
      </div>
      <div class="acts">
        <button type="submit" class="second">
          {t("organiser.edit.new.move")}
        </button>
      </div>
    </form>
  );
}

/** `POST /organiser/new` */
export async function submitNew(service: Service, creating: Creating, form: URLSearchParams): Promise<Outcome> {
  const { session } = creating;
  const draft = readDraft(form);
  const slug = (form.get("slug") ?? "").trim();
  const shown = (of: Draft, rest: Shown = {}): Outcome => ({
    outcome: "page",
    page: formPage(session, of, { slug, ...rest }),
  });
  const rowAct = rowActOf(form);
  if (rowAct) {
    const open = sections.find(({ paths }) => paths.some((path) => rowAct.path.startsWith(path)))?.key;
    return shown({ ...draft, typed: withRowAct(draft.typed, rowAct) }, { open });
  }
  if (form.get("act") === "back") return shown(draft);
  const wanted = slug || slugFrom(toDefinition(draft.typed).title);
  const read = readDefinition(service, draft, wanted, {}, session.language);
  const typed = { ...draft, typed: read.typed };
  // Without a title no slug can be made, so the error is the missing title.
  if (read.outcome === "faulty")
    return shown(typed, { slug: wanted, faults: read.faults.filter(({ id }) => wanted || id !== "slug") });
  const words = createTranslator(session.language)("organiser.edit.new.slugTaken");
  const taken = () => shown(typed, { slug: wanted, faults: [{ id: "slug", path: "slug", words }] });
  if (await latestEvent(await databaseFor(service, wanted), wanted)) return taken();
  try {
    if (form.get("act") === "save") return await create(service, creating, read.definition, form);
    return { outcome: "page", page: askedPage(service, creating, read.definition, form) };
  } catch (error) {
    // Another organiser has taken the slug at the same moment.
    if (error instanceof ProblemError && error.problem === "changed-meanwhile") return taken();
    throw error;
  }
}

function slugFrom(title: unknown): string {
  const [first = ""] = Object.values((title ?? {}) as Record<string, string>);
  return slugOf(first);
}

async function create(
  service: Service,
  creating: Creating,
  definition: EventDefinition,
  form: URLSearchParams,
): Promise<Outcome> {
  if (leavingOf(null, definition, creating.session) && !form.has("leave"))
    return { outcome: "page", page: askedPage(service, creating, definition, form, ["leave"]) };
  const stored = await store(service, creating.caller, null, definition, form);
  if (stored.outcome === "mistaken") throw new Error("A new event has nothing to erase");
  return { outcome: "saved", location: `${eventPath(definition.slug, "edit")}?saved=0` };
}

async function askedPage(
  service: Service,
  { session, caller }: Creating,
  definition: EventDefinition,
  form: URLSearchParams,
  mistakes: readonly Mistake[] = [],
): Promise<Response> {
  const t = createTranslator(session.language);
  const preview = await previewDefinition(service, null, definition, { caller, erase: null });
  const [partner = ""] = Object.keys(definition.partners);
  const address = hostedUrl(service.settings.PUBLIC_URL, definition.slug, partner);
  const asked = { kind: "create" as const, action: PATH, definition, address };
  const props = sureProps({ event: null, session, asked, form, preview, mistakes, t });
  return page(session, mistakes.length > 0, mistakes.length > 0 ? 409 : 200, [
    <h1 key="heading">{t("organiser.edit.new.heading")}</h1>,
    <SurePage key="sure" {...props} />,
  ]);
}
