/** A control of the editor, of any kind. */
import type { Control, Group } from "./controls.ts";
import type { EditorContext } from "./editor-context.ts";
import * as inputs from "./inputs.tsx";
import { labelWords } from "./labels.ts";
import { ListControl, RecordControl } from "./rows.tsx";
import { fieldOf, type Typed } from "./typed.ts";

export interface FieldProps {
  control: Control;
  typed: Typed | undefined;
  path: string;
  context: EditorContext;
}

export function Field({ control, typed, path, context }: FieldProps) {
  const props = { typed, path, context };
  switch (control.kind) {
    case "text":
      return <inputs.TextControl control={control} {...props} />;
    case "line":
    case "number":
      return <inputs.LineControl control={control} {...props} />;
    case "boolean":
      return <inputs.BooleanControl control={control} {...props} />;
    case "choice":
      return <inputs.ChoiceControl control={control} {...props} />;
    case "time":
      return <inputs.TimeControl control={control} {...props} />;
    case "day":
      return <inputs.DayControl control={control} {...props} />;
    case "condition":
      return <inputs.ConditionControl control={control} {...props} />;
    case "group":
      return <GroupControl control={control} {...props} />;
    case "list":
      return <ListControl control={control} draw={drawer(context)} {...props} />;
    case "record":
      return <RecordControl control={control} draw={drawer(context)} {...props} />;
    case "variants":
      throw new Error("Variants stand in a list");
  }
}

const drawer = (context: EditorContext) => (control: Control, typed: Typed | undefined, path: string) => (
  <Field control={control} typed={typed} path={path} context={context} />
);

/** The inputs of a group; in a row of a list they have no heading, since the row has a name. */
function GroupControl({ control, typed, path, context }: FieldProps & { control: Group }) {
  const { t, errors } = context;
  const fields = Object.entries(control.fields).map(([name, field]) => (
    <Field key={name} control={field} typed={fieldOf(typed, name)} path={`${path}.${name}`} context={context} />
  ));
  if (/\d$/.test(path)) return <div class="near fields-of">{fields}</div>;
  const error = errors.get(path);
  const switched = control.optional && !control.needed;
  return (
    <fieldset class="near group" id={switched ? undefined : path} tabIndex={-1}>
      {switched ? (
        <legend class="hidden">{labelWords(path, t)}</legend>
      ) : (
        <legend>
          {labelWords(path, t)} <small>{context.notes.get(path)}</small>
        </legend>
      )}
      {switched && <inputs.BooleanControl control={control} typed={typed} path={path} context={context} />}
      {!switched && error && <div class="error">{error}</div>}
      <div class="near fields-of">{fields}</div>
    </fieldset>
  );
}
