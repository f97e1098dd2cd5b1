/** The place of each field of a definition in the editor: the most used first, and the rest in folded sections. */
import type { TextKey, Translate } from "../../../i18n/translate.ts";
import { eventDefinition } from "../../../registration/event-definition.ts";
import { type Control, controlOf, type Group } from "./controls.ts";
import { readGroup } from "./sent-form.ts";
import { fieldOf, type Manner, type Typed, type TypedGroup, textOf, toTyped, toValue } from "./typed.ts";
import { readDay } from "./typed-times.ts";

/** Fields that are not in the editor, and where they are. The editor does not change them. */
export const elsewhere = {
  $schema: "for editors of the JSON document",
  slug: "the address of the event, which is chosen when it is made",
  webhooks: "the page of tokens and webhooks",
  cancelled: "the page that cancels the event",
} as const satisfies Record<string, string>;

export interface EditorSection {
  key: string;
  heading: TextKey;
  /** The paths of its fields, in this order: a field of the definition, or of one of its groups. */
  paths: readonly string[];
}

/** The open fields at the top, in rows. */
export const usual: readonly (readonly string[])[] = [
  ["title"],
  ["starts", "ends"],
  ["venue"],
  ["participation.inPerson"],
  ["participation.digital"],
  ["registrationCloses"],
];

/** The folded sections. */
export const sections: readonly EditorSection[] = [
  { key: "about", heading: "organiser.edit.section.about", paths: ["summary", "price", "fundedBy"] },
  { key: "programme", heading: "event.programme", paths: ["programme"] },
  { key: "questions", heading: "organiser.edit.section.questions", paths: ["questions", "colleaguesMax"] },
  { key: "partners", heading: "organiser.edit.section.partners", paths: ["partners"] },
  {
    key: "times",
    heading: "organiser.edit.section.times",
    paths: ["registrationOpens", "doorsOpen", "promotionEnds", "timeZone"],
  },
  { key: "mails", heading: "organiser.edit.section.mails", paths: ["mails", "verification"] },
  { key: "people", heading: "organiser.edit.section.people", paths: ["organisers", "contacts"] },
  { key: "retention", heading: "organiser.edit.section.retention", paths: ["retention"] },
  { key: "privacy", heading: "organiser.edit.section.privacy", paths: ["organiser", "privacy"] },
  { key: "accessibility", heading: "organiser.edit.section.accessibility", paths: ["accessibility"] },
];

const whole = controlOf(eventDefinition) as Group;

/** The fields that the editor shows. */
export const editorFields: Group = {
  ...whole,
  fields: Object.fromEntries(Object.entries(whole.fields).filter(([name]) => !Object.hasOwn(elsewhere, name))),
};

/** The control of a path such as `participation.inPerson`. @throws Error for an unknown path */
export function controlAt(path: string, of: Control = editorFields): Control {
  const [name = "", ...rest] = path.split(".");
  const control = of.kind === "group" ? of.fields[name] : undefined;
  if (!control) throw new Error(`No field ${path}`);
  return rest.length > 0 ? controlAt(rest.join("."), control) : control;
}

/** How a time is shown. */
export function mannerOf(path: string, typed: TypedGroup): Manner {
  switch (path) {
    case "registrationCloses":
      return { deadline: true };
    case "registrationOpens":
      return { opening: true };
    case "ends": {
      const day = readDay(textOf(typed.starts, "day"));
      return day ? { sameDayAs: day } : {};
    }
    default:
      return {};
  }
}

/** A definition, or a part of one, as the editor shows it. */
export function typedOf(definition: Readonly<Record<string, unknown>>, t: Translate): TypedGroup {
  const typed: Record<string, Typed> = {};
  for (const [name, control] of Object.entries(editorFields.fields))
    typed[name] = toTyped(control, definition[name], t, mannerOf(name, typed));
  return typed;
}

/** The typed values as parts of a definition: the editor's fields in their order, without absent ones. */
export function toDefinition(typed: TypedGroup): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(editorFields.fields).flatMap(([name, control]) => {
      const value = toValue(control, fieldOf(typed, name), mannerOf(name, typed));
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

export const typedIn = (form: URLSearchParams): TypedGroup => readGroup(editorFields, form);
