/** The form that edits a definition, with the preview beside it. */
import type { ComponentChildren } from "preact";
import { languages } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { Notice } from "../../../pages/parts.tsx";
import type { Difference } from "./differences.ts";
import { type Draft, partnerLanguages } from "./draft.ts";
import type { EditorContext } from "./editor-context.ts";
import { type PlacedFault, summaryOf } from "./faults.ts";
import { Field } from "./field.tsx";
import { controlAt, type EditorSection, sections, toDefinition, usual } from "./layout.ts";
import { fieldOf, type Typed, type TypedGroup, textOf } from "./typed.ts";

export interface EditFormProps {
  draft: Draft;
  /** Where the form is sent to. */
  action: string;
  /** The address of the preview. */
  preview: string;
  faults?: readonly PlacedFault[];
  differences: readonly Difference[];
  /** The section that stays open because a button in it was pressed. */
  open?: string | undefined;
  /** Content above the fields: changes made meanwhile, or the address of a new event. */
  lead?: ComponentChildren;
  t: Translate;
}

export function EditForm({ draft, action, preview, faults = [], differences, open, lead, t }: EditFormProps) {
  const definition = toDefinition(draft.typed);
  const context: EditorContext = {
    t,
    action,
    errors: new Map(faults.map(({ id, words }) => [id, words])),
    notes: notesOf(differences, t),
    needed: partnerLanguages(definition.partners),
  };
  return (
    <div class="split editor">
      <form id="editor" class="stack" method="post" action={action} noValidate>
        {/* Enter in a field presses this button. */}
        <button type="submit" name="act" value="see" hidden />
        <input type="hidden" name="version" value={draft.version} />
        <input type="hidden" name="base" value={JSON.stringify(draft.base)} />
        <FaultSummary faults={faults} t={t} />
        {lead}
        <ShownLanguage draft={draft} context={context} />
        {usual.map((paths) => (
          <div class={paths.length > 1 ? "row" : undefined} key={paths.join()}>
            {paths.map((path) => (
              <Placed key={path} path={path} draft={draft} context={context} />
            ))}
          </div>
        ))}
        <div>
          {sections.map((section) => (
            <Section
              key={section.key}
              section={section}
              definition={definition}
              draft={draft}
              context={context}
              open={open === section.key || section.paths.some((path) => touches(path, faults))}
            />
          ))}
        </div>
        <div class="save">
          <button type="submit" name="act" value="see">
            {t("organiser.edit.see")}
          </button>
          <span class="soft">
            {draft.version > 0 && <b data-changes>{t.count("organiser.edit.changes", differences.length)}</b>}
            <span class="wide"> {t("organiser.edit.notSaved")}</span>
          </span>
        </div>
      </form>
      <section class="preview phone" aria-labelledby="preview">
        <div class="head">
          <h2 id="preview" class="soft">
            {t("organiser.edit.preview")}
          </h2>
          {/* Sends the form into the frame. With a script, the preview follows while the organiser types. */}
          <button
            type="submit"
            form="editor"
            class="second small"
            name="act"
            value="preview"
            formAction={preview}
            formTarget="preview"
          >
            {t("organiser.edit.previewButton")}
          </button>
        </div>
        <iframe name="preview" src={preview} title={t("organiser.edit.previewTitle")} tabIndex={-1} />
        <p class="hint">{t("organiser.edit.previewHint")}</p>
      </section>
    </div>
  );
}

/** "før: 200", by the path of each control that was changed. */
function notesOf(differences: readonly Difference[], t: Translate): Map<string, string> {
  return new Map(
    differences.map(({ path, before }) => [
      path,
      before === null || before.length > 40 ? t("organiser.edit.changed") : t("organiser.edit.before", { before }),
    ]),
  );
}

const touches = (path: string, faults: readonly PlacedFault[]) =>
  faults.some(({ id }) => id === path || id.startsWith(`${path}.`));

export function FaultSummary({ faults, t }: { faults: readonly PlacedFault[]; t: Translate }) {
  if (faults.length === 0) return null;
  return (
    <Notice tone="danger">
      <h2 class="h3">{t.count("organiser.edit.faults", faults.length)}</h2>
      <ul>
        {faults.map((fault) => (
          <li key={fault.id}>
            <a href={`#${fault.id}`}>{summaryOf(fault, t)}</a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** Chooses the language of the shown texts. The stylesheet switches, and the server remembers the choice. */
function ShownLanguage({ draft, context: { t, needed } }: { draft: Draft; context: EditorContext }) {
  return (
    <fieldset class="tabs shown">
      <legend class="hidden">{t("organiser.edit.shown")}</legend>
      {languages.map((language) => {
        const missing = needed.includes(language) ? countMissing(draft.typed, language) : 0;
        return (
          <label key={language}>
            <input type="radio" name="shown" value={language} checked={draft.shown === language} />
            <span lang={language}>{t(`lang.${language}`)}</span>
            {missing > 0 && <small class="st wait">{t.count("organiser.edit.textsMissing", missing)}</small>}
          </label>
        );
      })}
    </fieldset>
  );
}

/** The number of texts that exist in another language and not in this one. */
function countMissing(typed: Typed, language: string): number {
  if (typeof typed !== "object") return 0;
  if (Array.isArray(typed)) return typed.reduce((sum: number, row: Typed) => sum + countMissing(row, language), 0);
  const fields = typed as TypedGroup;
  if (languages.every((each) => typeof fields[each] === "string"))
    return !textOf(fields, language).trim() && languages.some((each) => textOf(fields, each).trim()) ? 1 : 0;
  return Object.values(fields).reduce((sum: number, field) => sum + countMissing(field, language), 0);
}

interface PlacedProps {
  path: string;
  draft: Draft;
  context: EditorContext;
}

function Placed({ path, draft, context }: PlacedProps) {
  const typed = path.split(".").reduce<Typed | undefined>(fieldOf, draft.typed);
  return <Field control={controlAt(path)} typed={typed} path={path} context={context} />;
}

interface SectionProps extends Omit<PlacedProps, "path"> {
  section: EditorSection;
  /** The typed values of all sections. */
  definition: Readonly<Record<string, unknown>>;
  open: boolean;
}

function Section({ section, definition, draft, context, open }: SectionProps) {
  const { t } = context;
  return (
    <details open={open} id={`section-${section.key}`}>
      <summary>
        <span>
          {t(section.heading)} <small>{summaryLine(section, definition, t)}</small>
        </span>
      </summary>
      <div class="stack">
        {section.paths.map((path) => (
          <Placed key={path} path={path} draft={draft} context={context} />
        ))}
      </div>
    </details>
  );
}

/** "4 innslag": a summary of a folded section. */
function summaryLine({ key }: EditorSection, definition: Readonly<Record<string, unknown>>, t: Translate): string {
  const count = (name: string) => ((definition[name] as unknown[] | undefined) ?? []).length;
  switch (key) {
    case "programme":
      return t.count("organiser.edit.summary.programme", count("programme"));
    case "questions":
      return t.count("organiser.edit.summary.questions", count("questions"));
    case "partners":
      return Object.values((definition.partners ?? {}) as Record<string, { name?: string }>)
        .map(({ name }) => name)
        .filter(Boolean)
        .join(", ");
    case "people":
      return t.count("organiser.edit.summary.organisers", count("organisers"));
    case "retention": {
      const { needsDays, registrationsDays } = (definition.retention ?? {}) as Record<string, number>;
      if (typeof needsDays !== "number" || typeof registrationsDays !== "number") return "";
      return t("organiser.edit.summary.retention", { needs: needsDays, rest: registrationsDays });
    }
    default:
      return "";
  }
}
