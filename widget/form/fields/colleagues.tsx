import { changing } from "../changing.tsx";
import { useForm } from "../form-context.ts";
import { upTo } from "../request-body.ts";
import { Folded } from "./folded.tsx";
import { useOwnQuestions } from "./own-questions.tsx";
import { fieldError, TextField } from "./text-field.tsx";

/** The colleagues that the attendee registers in the same request. Without a script all possible rows are shown. */
export function Colleagues() {
  const context = useForm();
  const { model, t, actions } = context;
  const { questions, colleaguesMax: max } = model.event.value;
  if (!questions.includes("colleagues")) return null;
  const count = actions ? model.colleagues.value : max;
  return (
    <Folded field="colleagues" hint={t("form.colleagues.hint")}>
      {fieldError(context, "colleagues")}
      {upTo(count).map((row) => (
        <Colleague key={row} row={row} />
      ))}
      {actions && count < max && (
        <button type="button" class="second" id="colleagues" onClick={actions.addColleague}>
          {t("form.colleagues.add")}
        </button>
      )}
    </Folded>
  );
}

function Colleague({ row }: { row: number }) {
  const { model, t, actions } = useForm();
  const item = t("form.colleagues.item", { number: row + 1 });
  return (
    <fieldset class="person near">
      <legend class="hidden">{item}</legend>
      <div class="head">
        <b aria-hidden="true">{item}</b>
        {actions && (
          <button type="button" class="quiet" onClick={(press) => actions.removeColleague(press, row)}>
            {changing(t("form.colleagues.remove", { name: model.values.value[`colleagues.${row}.name`] || item }))}
          </button>
        )}
      </div>
      <div class="row">
        <TextField kind="name" within={`colleagues.${row}`} />
        <TextField kind="email" within={`colleagues.${row}`} />
      </div>
      {useOwnQuestions(`colleagues.${row}.`)}
    </fieldset>
  );
}
