import type { OwnField } from "../../../worker/registration/contract.ts";
import { useForm } from "../form-context.ts";
import { ownFields } from "../own-answers.ts";
import { participationLabel } from "./participation.tsx";

/** Tells who a question is for, if no script can hide it. No script contains this (vite.config.ts). */
export function Note({ question: { participation, showIf } }: { question: OwnField }) {
  const { model, t, actions } = useForm();
  if (actions) return null;
  const on = ownFields(model.event.value).find(({ key }) => key === showIf?.key);
  const options = on?.options?.filter(({ key }) => showIf?.options.includes(key)).map(({ label }) => label.text) ?? [];
  const ways = participation && model.choices.value[1] ? [participationLabel(t, participation)] : [];
  const choice = [...ways, ...options].join(", ");
  return choice ? <> {t("form.onlyIf", { choice })}</> : null;
}
