/** Controls with rows. Buttons that send the form add, move and remove rows, so no script is needed. */
import type { ComponentChildren } from "preact";
import type { TextKey } from "../../../i18n/translate.ts";
import { Icon, type IconName } from "../../../pages/parts.tsx";
import type { Control, Keyed, List, Variants } from "./controls.ts";
import type { EditorContext } from "./editor-context.ts";
import { type InputProps, KeyInput } from "./inputs.tsx";
import { hintKey, labelWords, optionWords } from "./labels.ts";
import { fieldOf, rowsOf, type Typed, textOf } from "./typed.ts";

/** Renders the control of a row. */
export type DrawControl = (control: Control, typed: Typed | undefined, path: string) => ComponentChildren;

type RowsProps<C extends Control> = InputProps<C> & { draw: DrawControl };

/** A button that changes the rows and shows the form again, at `path`. */
function RowButton({ act, path, context, label, of, icon }: RowButtonProps) {
  const words = context.t(label);
  return (
    <button
      type="submit"
      class="quiet"
      name="act"
      value={act}
      formAction={`${context.action}#${path}`}
      aria-label={`${words} ${of}`}
      title={icon && words}
    >
      {icon ? <Icon name={icon} /> : words}
    </button>
  );
}

interface RowButtonProps {
  act: string;
  path: string;
  context: EditorContext;
  label: TextKey;
  /** The row's name, which distinguishes the button in a list of the page's buttons. */
  of: string;
  /** Shown instead of the text. */
  icon?: IconName;
}

function Row({ path, index, count, name, context, children }: RowProps) {
  const id = `${path}.${index}`;
  return (
    <fieldset class="person near" id={id} tabIndex={-1} aria-labelledby={`${id}-name`}>
      <div class="head">
        <b id={`${id}-name`}>{name}</b>
        <span class="moves">
          {index > 0 && (
            <RowButton act={`up:${id}`} path={path} context={context} label="organiser.edit.up" of={name} icon="up" />
          )}
          {index < count - 1 && (
            <RowButton
              act={`down:${id}`}
              path={path}
              context={context}
              label="organiser.edit.down"
              of={name}
              icon="down"
            />
          )}
          <RowButton act={`remove:${id}`} path={path} context={context} label="organiser.edit.remove" of={name} />
        </span>
      </div>
      {children}
    </fieldset>
  );
}

interface RowProps {
  path: string;
  index: number;
  count: number;
  name: string;
  context: EditorContext;
  children: ComponentChildren;
}

/** The frame of all rows: their name, number and common error, and the button to add one. */
function Rows({ path, count, context, add, children }: RowsFrame) {
  const { t, errors, notes } = context;
  const error = errors.get(path);
  const hint = hintKey(path);
  return (
    <fieldset class="near rows" id={path} tabIndex={-1} aria-describedby={error && `${path}-error`}>
      <legend>
        {labelWords(path, t)} <small>{notes.get(path)}</small>
      </legend>
      {hint && <div class="hint">{t(hint)}</div>}
      {error && (
        <div id={`${path}-error`} class="error">
          {error}
        </div>
      )}
      <input type="hidden" name={`${path}.rows`} value={count} />
      {children}
      <div class="acts">
        {add}
        <button
          type="submit"
          class="second small"
          name="act"
          value={`add:${path}`}
          formAction={`${context.action}#${path}`}
          aria-label={`${t("organiser.edit.add")}: ${labelWords(path, t)}`}
        >
          {t("organiser.edit.add")}
        </button>
      </div>
    </fieldset>
  );
}

interface RowsFrame {
  path: string;
  count: number;
  context: EditorContext;
  /** Content before the button that adds a row. */
  add?: ComponentChildren;
  children: ComponentChildren;
}

/** A list of texts or lines shows one extra row, which is ignored if it stays empty. */
export function ListControl({ control, typed, path, context, draw }: RowsProps<List>) {
  if (control.of.kind === "variants")
    return <VariantsControl control={control.of} typed={typed} path={path} context={context} draw={draw} />;
  const simple = control.of.kind !== "group";
  const rows = simple ? [...rowsOf(typed), ""] : rowsOf(typed);
  return (
    <Rows path={path} count={rows.length} context={context}>
      {rows.map((row, index) => {
        const id = `${path}.${index}`;
        const name = `${labelWords(path, context.t)} ${index + 1}`;
        if (simple && index === rows.length - 1) return <div key={id}>{draw(control.of, row, id)}</div>;
        return (
          <Row key={id} path={path} index={index} count={rows.length - (simple ? 1 : 0)} name={name} context={context}>
            {draw(control.of, row, id)}
          </Row>
        );
      })}
    </Rows>
  );
}

export function RecordControl({ control, typed, path, context, draw }: RowsProps<Keyed>) {
  const rows = rowsOf(typed);
  return (
    <Rows path={path} count={rows.length} context={context}>
      {rows.map((row, index) => {
        const id = `${path}.${index}`;
        const of = fieldOf(row, "of");
        const key = textOf(row, "key");
        const name = textOf(of, "name") || key || `${labelWords(path, context.t)} ${index + 1}`;
        return (
          <Row key={id} path={path} index={index} count={rows.length} name={name} context={context}>
            <KeyInput value={key} path={`${id}.key`} context={context} />
            {draw(control.of, of, id)}
          </Row>
        );
      })}
    </Rows>
  );
}

/** Rows of different kinds: the kind is chosen when a row is added. A plain name can be added once. */
function VariantsControl({ control, typed, path, context, draw }: RowsProps<Variants>) {
  const { t } = context;
  const rows = rowsOf(typed);
  const there = rows.map((row) => textOf(row, "kind"));
  const kinds = [...control.names.filter((name) => !there.includes(name)), ...Object.keys(control.groups)];
  return (
    <Rows
      path={path}
      count={rows.length}
      context={context}
      add={
        <select name={`${path}.new`} aria-label={t("organiser.edit.newKind")}>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {optionWords(path, kind, t)}
            </option>
          ))}
        </select>
      }
    >
      {rows.map((row, index) => {
        const id = `${path}.${index}`;
        const kind = textOf(row, "kind");
        const group = Object.hasOwn(control.groups, kind) ? control.groups[kind] : undefined;
        const known = group || control.names.includes(kind);
        const words = known ? optionWords(path, kind, t) : kind;
        const name = `${index + 1}. ${words}`;
        return (
          <Row key={id} path={path} index={index} count={rows.length} name={name} context={context}>
            <input type="hidden" name={`${id}.kind`} value={kind} />
            {group && draw(group, fieldOf(row, "of"), id)}
          </Row>
        );
      })}
    </Rows>
  );
}
