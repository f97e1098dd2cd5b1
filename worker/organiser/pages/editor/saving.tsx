/** Handles the buttons of the editor. A definition is stored with the API's operation. */
import { ProblemError } from "../../../http/problem.ts";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import { Notice } from "../../../pages/parts.tsx";
import { emailKeyOf } from "../../../registration/email-address.ts";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import type { Caller } from "../../../security/bearer.ts";
import type { Service } from "../../../service.ts";
import { latestEvent } from "../../../storage/event-cache.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import { type DefinitionSaved, previewDefinition, putDefinition } from "../../definition.ts";
import { eventPath } from "../desk.tsx";
import { differencesOf } from "./differences.ts";
import { type Draft, draftOf, faultsOf, readDefinition, readDraft, restOf } from "./draft.ts";
import { type EditorReader, editPage, Meanwhile, surePage } from "./edit-page.tsx";
import { sections, toDefinition, typedOf } from "./layout.ts";
import { merge } from "./merging.ts";
import { rowActOf, withRowAct } from "./row-acts.ts";
import type { Preview, SaveKind, SureProps } from "./sure-page.tsx";
import type { TypedGroup } from "./typed.ts";

export interface Editing extends EditorReader {
  caller: Caller;
}

/** A page, or where the browser continues. */
export type Outcome = { outcome: "page"; page: Promise<Response> } | { outcome: "saved"; location: string };

const page = (shown: Promise<Response>): Outcome => ({ outcome: "page", page: shown });

/** `POST /organiser/{event}/edit` */
export async function submitEdit(service: Service, editing: Editing, form: URLSearchParams): Promise<Outcome> {
  const { event, session } = editing;
  const draft = readDraft(form);
  const rowAct = rowActOf(form);
  if (rowAct) {
    const open = sections.find(({ paths }) => paths.some((path) => rowAct.path.startsWith(path)))?.key;
    return page(editPage(editing, { ...draft, typed: withRowAct(draft.typed, rowAct) }, { open }));
  }
  if (draft.version !== event.version) return page(mergedPage(editing, draft));
  if (form.get("act") === "back") return page(editPage(editing, draft));
  const read = readDefinition(service, draft, event.definition.slug, restOf(event.definition), session.language);
  const typed = { ...draft, typed: read.typed };
  if (read.outcome === "faulty") return page(editPage(editing, typed, { faults: read.faults, status: 422 }));
  const t = createTranslator(session.language);
  try {
    if (differencesOf(event.definition, read.definition, t).length === 0)
      return page(
        editPage(editing, typed, { notice: <Notice tone="info">{t("organiser.edit.nothingChanged")}</Notice> }),
      );
    const asked: Asked = {
      kind: "save",
      action: eventPath(event.definition.slug, "edit"),
      definition: read.definition,
    };
    return form.get("act") === "save"
      ? await save(service, editing, asked, form)
      : page(askedPage(service, editing, asked, form));
  } catch (error) {
    if (error instanceof ProblemError && error.problem === "changed-meanwhile")
      return page(mergedPage(await withLatest(service, editing), draft));
    return page(editPage(editing, typed, { faults: faultsOf(error, read.typed, draft.shown, t), status: 422 }));
  }
}

/** The same request with the event as it is stored now. */
export async function withLatest({ db }: Service, editing: Editing): Promise<Editing> {
  const event = await latestEvent(db, editing.event.definition.slug);
  if (!event) throw new ProblemError("no-such-event");
  return { ...editing, event };
}

/** The form again, with the typed values merged with the stored ones. */
function mergedPage(editing: Editing, draft: Draft): Promise<Response> {
  const t = createTranslator(editing.session.language);
  const theirs = draftOf(editing.event, t);
  const merged = merge(draft.base, toDefinition(draft.typed), theirs.base, t);
  const typed: TypedGroup = typedOf(merged.definition, t);
  return editPage(
    editing,
    { ...theirs, typed, shown: draft.shown },
    { notice: <Meanwhile {...merged} t={t} />, status: 412 },
  );
}

/** What the organiser wants to store. */
export interface Asked {
  kind: SaveKind;
  action: string;
  definition: EventDefinition;
  address?: string;
}

/** The organiser's own address, if a definition removes it. */
export function leavingOf(
  before: EventDefinition | null,
  after: EventDefinition,
  { email, emailKey }: Editing["session"],
) {
  const lists = ({ organisers }: EventDefinition) => organisers.some((address) => emailKeyOf(address) === emailKey);
  return (!before || lists(before)) && !lists(after) ? email : null;
}

/** "Er du sikker?" @throws ProblemError invalid-definition */
export async function askedPage(
  service: Service,
  editing: Editing,
  asked: Asked,
  form: URLSearchParams,
  mistakes: readonly Mistake[] = [],
): Promise<Response> {
  const { event, caller, session } = editing;
  const t = createTranslator(session.language);
  const preview = await previewDefinition(service, event, asked.definition, { caller, erase: null });
  const props = sureProps({ event, session, asked, form, preview, mistakes, t });
  return surePage(editing, props, mistakes.length > 0 ? 409 : 200);
}

interface SurePropsInput {
  event: StoredEvent | null;
  session: Editing["session"];
  asked: Asked;
  form: URLSearchParams;
  preview: Preview;
  mistakes: readonly Mistake[];
  t: Translate;
}

export function sureProps({ event, session, asked, form, preview, mistakes, t }: SurePropsInput): SureProps {
  const before = event?.definition ?? null;
  return {
    ...asked,
    fields: form,
    preview,
    before,
    differences: before
      ? [...differencesOf(before, asked.definition, t), ...cancelling(before, asked.definition, t)]
      : [],
    leaving: leavingOf(before, asked.definition, session),
    errors: new Map(mistakes.map((mistake) => [mistake, wordsOf(mistake, preview, t)])),
    t,
  };
}

/** The differences in the cancellation, for which the editor has no control. */
function cancelling({ cancelled: before }: EventDefinition, { cancelled: after }: EventDefinition, t: Translate) {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const words = (cancelled: EventDefinition["cancelled"]) =>
    cancelled ? Object.values(cancelled.reason).join(" / ") : t("organiser.edit.no");
  return [
    { path: "cancelled", label: t("organiser.edit.cancelling.state"), before: words(before), after: words(after) },
  ];
}

/** The confirmations that a definition may need before it is stored. */
export type Mistake = "confirm" | "erase" | "leave";

function wordsOf(mistake: Mistake, { erases, takesOut }: Preview, t: Translate): string {
  switch (mistake) {
    case "leave":
      return t("organiser.edit.sure.leaveFirst");
    case "confirm":
      return t("organiser.edit.sure.confirmWrong", { people: erases.people });
    case "erase":
      return t("organiser.edit.sure.confirmWrong", { people: takesOut.people });
  }
}

/** A typed number; null if there is none. */
function numberIn(form: URLSearchParams, name: string): number | null {
  const typed = (form.get(name) ?? "").trim();
  if (!typed) return null;
  return /^\d{1,9}$/.test(typed) ? Number(typed) : -1;
}

/**
 * Stores the definition, or asks again if something is not confirmed.
 * @throws ProblemError changed-meanwhile, invalid-definition
 */
export async function save(service: Service, editing: Editing, asked: Asked, form: URLSearchParams): Promise<Outcome> {
  const { event, session } = editing;
  if (leavingOf(event.definition, asked.definition, session) && !form.has("leave"))
    return page(askedPage(service, editing, asked, form, ["leave"]));
  const stored = await store(service, editing.caller, event, asked.definition, form);
  if (stored.outcome === "mistaken") return page(askedPage(service, editing, asked, form, [stored.mistake]));
  return { outcome: "saved", location: `${eventPath(asked.definition.slug, "edit")}?saved=${stored.saved.messages}` };
}

type Stored = { outcome: "stored"; saved: DefinitionSaved } | { outcome: "mistaken"; mistake: Mistake };

/** @throws ProblemError changed-meanwhile, invalid-definition */
export async function store(
  service: Service,
  caller: Caller,
  existing: StoredEvent | null,
  definition: EventDefinition,
  form: URLSearchParams,
): Promise<Stored> {
  try {
    const confirmed = numberIn(form, "confirm") ?? 0;
    const saved = await putDefinition(service, existing, definition, {
      caller,
      confirmed,
      erase: numberIn(form, "erase"),
    });
    return { outcome: "stored", saved };
  } catch (error) {
    if (error instanceof ProblemError && error.problem === "erasures-unconfirmed")
      return { outcome: "mistaken", mistake: "confirm" };
    if (error instanceof ProblemError && error.problem === "answers-unconfirmed")
      return { outcome: "mistaken", mistake: "erase" };
    throw error;
  }
}
