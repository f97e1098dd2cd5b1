import type { Translate } from "../../translate.ts";
import type { FormModel } from "../form-model.ts";

const longFields = /^(question|needs\.(diet|access))$/;

/** How many characters a long text may still grow by, or is too long by; "" while there are many left. */
export function counterText({ event, values }: FormModel, t: Translate, name: string): string {
  if (!longFields.test(name)) return "";
  const limit = event.value.limits[name.split(".").at(-1) as "question"];
  // Code points, as the service counts them.
  const left = limit - [...(values.value[name] ?? "")].length;
  if (left >= 100) return "";
  return left < 0 ? t.count("form.charsOver", -left) : t.count("form.charsLeft", left);
}
