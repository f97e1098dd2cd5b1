import { upTo } from "../answers.ts";
import type { View } from "../view.ts";
import { Folded } from "./folded.tsx";
import { FieldError, TextField } from "./text-field.tsx";

/** Others whom one registers in the same go. Without a script there are as many rows as there may be. */
export function Colleagues({ view }: { view: View }) {
  const { say, state, controls } = view;
  const { event, values, colleagues } = state;
  if (!event.questions.includes("colleagues")) return null;
  return (
    <Folded view={view} field="colleagues" heading="form.colleagues.legend" hint="form.colleagues.hint">
      <FieldError view={view} field="colleagues" />
      {upTo(controls ? colleagues : event.colleaguesMax).map((index) => {
        const row = `colleagues.${index}` as const;
        const item = say("form.colleagues.item", { number: index + 1 });
        return (
          <fieldset key={row}>
            <legend>{item}</legend>
            <TextField view={view} kind="name" within={row} />
            <TextField view={view} kind="email" within={row} />
            {controls && (
              <button type="button" class="quiet" onClick={() => controls.removeColleague(index)}>
                {say("form.colleagues.remove", { name: values[`${row}.name`] || item })}
              </button>
            )}
          </fieldset>
        );
      })}
      {controls &&
        (colleagues < event.colleaguesMax ? (
          <button type="button" class="secondary" id="colleagues" onClick={controls.addColleague}>
            {say("form.colleagues.add")}
          </button>
        ) : (
          <p class="hint">{say("form.colleagues.max", { max: colleagues })}</p>
        ))}
    </Folded>
  );
}
