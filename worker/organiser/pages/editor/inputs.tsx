/** Controls of one value. The id of an input is its name, which is the path of its control. */
import type { ComponentChildren } from "preact";
import { type Language, languages } from "../../../i18n/language.ts";
import type { Control, Of } from "./controls.ts";
import type { EditorContext } from "./editor-context.ts";
import { hintKey, labelWords, optionWords } from "./labels.ts";
import { isGroup, type Typed, textOf, whens } from "./typed.ts";
import { readDay, weekdayOf } from "./typed-times.ts";

export interface InputProps<C extends Control = Control> {
  control: C;
  typed: Typed | undefined;
  path: string;
  context: EditorContext;
}

interface FrameProps {
  id: string;
  label: ComponentChildren;
  /** A note on the line of the label. */
  note?: ComponentChildren;
  hint?: ComponentChildren;
  context: EditorContext;
  class?: string;
  children: ComponentChildren;
}

/** Label, hint, error and input, in this order. */
function Frame({ id, label, note, hint, context, class: look = "", children }: FrameProps) {
  const error = context.errors.get(id);
  return (
    <div class={`field ${look}`.trim()}>
      <label for={id}>
        {label} {note && <small>{note}</small>}
      </label>
      {hint && (
        <div id={`${id}-hint`} class="hint">
          {hint}
        </div>
      )}
      {error && (
        <div id={`${id}-error`} class="error">
          {error}
        </div>
      )}
      <div>{children}</div>
    </div>
  );
}

/** The attributes that connect an input with its hint and error. */
function described(id: string, { errors }: EditorContext, hasHint: boolean) {
  const by = [hasHint && `${id}-hint`, errors.has(id) && `${id}-error`].filter(Boolean).join(" ");
  return { "aria-describedby": by || undefined, "aria-invalid": errors.has(id) ? (true as const) : undefined };
}

const hintOf = (path: string, { t }: EditorContext) => {
  const key = hintKey(path);
  return key && t(key);
};

/** Texts with more characters than this have a field of several lines. */
const LONG = 80;

/** A line in which a program has put a line break is not changed. */
function TextInput({ id, value, context, hasHint, lang }: TextInputProps) {
  const rest = { id, name: id, lang, autocomplete: "off", ...described(id, context, hasHint) } as const;
  if (value.includes("\n") || value.length > LONG)
    return (
      <textarea {...rest} rows={3}>
        {value}
      </textarea>
    );
  return <input type="text" value={value} {...rest} />;
}

interface TextInputProps {
  id: string;
  value: string;
  context: EditorContext;
  hasHint: boolean;
  lang?: Language;
}

/** One input for each language. The stylesheet shows the language chosen above, and those with an error. */
export function TextControl({ typed, path, context }: InputProps) {
  const { t, errors, needed, notes } = context;
  const written = languages.filter((language) => textOf(typed, language).trim());
  const hint = hintOf(path, context);
  return (
    <div class="texts">
      {languages.map((language) => {
        const id = `${path}.${language}`;
        const missing = written.length > 0 && !written.includes(language) && needed.includes(language);
        return (
          <Frame
            key={language}
            id={id}
            class={`in-${language}${errors.has(id) ? " wrong" : ""}`}
            label={labelWords(path, t)}
            note={
              <>
                {t(`lang.${language}`)}
                {missing && <b> {t("organiser.edit.missing")}</b>}
                {notes.has(path) && ` · ${notes.get(path)}`}
              </>
            }
            hint={hint}
            context={context}
          >
            <TextInput
              id={id}
              value={textOf(typed, language)}
              context={context}
              hasHint={Boolean(hint)}
              lang={language}
            />
          </Frame>
        );
      })}
    </div>
  );
}

export function LineControl({ control, typed, path, context }: InputProps) {
  const hint = hintOf(path, context);
  const value = textOf(typed);
  const rest = { id: path, name: path, autocomplete: "off", ...described(path, context, Boolean(hint)) } as const;
  const mode = modeOf(control);
  return (
    <Frame id={path} label={labelWords(path, context.t)} note={context.notes.get(path)} hint={hint} context={context}>
      {mode === undefined ? (
        <TextInput id={path} value={value} context={context} hasHint={Boolean(hint)} />
      ) : (
        <input type="text" inputMode={mode} value={value} {...rest} />
      )}
    </Frame>
  );
}

/** The keyboard that a phone shows. */
function modeOf(control: Control): "email" | "url" | "decimal" | undefined {
  if (control.kind === "number") return "decimal";
  if (control.kind !== "line" || control.format === "plain") return undefined;
  return control.format;
}

export function DayControl({ typed, path, context }: InputProps) {
  const { t, notes } = context;
  const day = readDay(textOf(typed));
  return (
    <Frame id={path} label={labelWords(path, t)} note={notes.get(path) ?? (day && weekdayOf(day, t))} context={context}>
      <input
        id={path}
        name={path}
        type="text"
        autocomplete="off"
        value={textOf(typed)}
        {...described(path, context, false)}
      />
    </Frame>
  );
}

/** A day and a time of day. An error of both is shown at the day. */
export function TimeControl({ control, typed, path, context }: InputProps) {
  const { t, errors, notes } = context;
  const hint = hintOf(path, context);
  const day = readDay(textOf(typed, "day"));
  const id = `${path}.day`;
  const error = errors.get(id);
  return (
    <fieldset class="field time">
      <legend>
        {labelWords(path, t)} <small>{notes.get(path) ?? (day && weekdayOf(day, t))}</small>
      </legend>
      {hint && (
        <div id={`${id}-hint`} class="hint">
          {hint}
        </div>
      )}
      {error && (
        <div id={`${id}-error`} class="error">
          {error}
        </div>
      )}
      {control.nullable && control.optional && (
        <select name={`${path}.when`} aria-label={t("organiser.edit.when")}>
          {whens.map((when) => (
            <option key={when} value={when} selected={textOf(typed, "when") === when}>
              {t(`organiser.edit.when.${when}`)}
            </option>
          ))}
        </select>
      )}
      <div class="clock">
        <input
          id={id}
          name={id}
          type="text"
          autocomplete="off"
          aria-label={t("organiser.edit.day")}
          value={textOf(typed, "day")}
          {...described(id, context, Boolean(hint))}
        />
        <input
          id={`${path}.time`}
          name={`${path}.time`}
          type="text"
          autocomplete="off"
          aria-label={t("organiser.edit.time")}
          value={textOf(typed, "time")}
          aria-invalid={error ? true : undefined}
        />
      </div>
    </fieldset>
  );
}

export function BooleanControl({ typed, path, context }: InputProps) {
  const { t, errors, notes } = context;
  const error = errors.get(path);
  const checked = isGroup(typed) ? typed.on === true : typed === true;
  return (
    <div>
      {error && (
        <div id={`${path}-error`} class="error">
          {error}
        </div>
      )}
      <label class="tick">
        <input
          type="checkbox"
          id={path}
          name={path}
          value="on"
          checked={checked}
          {...described(path, context, false)}
        />
        <span>
          {labelWords(path, t)} <small>{notes.get(path)}</small>
        </span>
      </label>
    </div>
  );
}

export function ChoiceControl({ control, typed, path, context }: InputProps<Of<"choice">>) {
  const { t } = context;
  return (
    <Frame id={path} label={labelWords(path, t)} note={context.notes.get(path)} context={context}>
      <select id={path} name={path} {...described(path, context, false)}>
        {(control.optional || !textOf(typed)) && (
          <option value="">{t(control.optional ? "organiser.edit.all" : "organiser.edit.choose")}</option>
        )}
        {control.options.map((option) => (
          <option key={option} value={option} selected={textOf(typed) === option}>
            {optionWords(path, option, t)}
          </option>
        ))}
      </select>
    </Frame>
  );
}

/** The key of a question, and the options that fulfil the condition. */
export function ConditionControl({ typed, path, context }: InputProps) {
  return (
    <div class="row">
      {(["key", "options"] as const).map((part) => {
        const id = `${path}.${part}`;
        return (
          <Frame key={part} id={id} label={labelWords(id, context.t)} context={context}>
            <TextInput id={id} value={textOf(typed, part)} context={context} hasHint={false} />
          </Frame>
        );
      })}
    </div>
  );
}

/** The key of a group of a record. */
export function KeyInput({ value, path, context }: { value: string; path: string; context: EditorContext }) {
  const hint = hintOf(path, context);
  return (
    <Frame id={path} label={labelWords(path, context.t)} hint={hint} context={context}>
      <TextInput id={path} value={value} context={context} hasHint={Boolean(hint)} />
    </Frame>
  );
}
