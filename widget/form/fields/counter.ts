import type { Translate } from "../../translate.ts";
import type { FormModel } from "../form-model.ts";

const longFields = /^(question|needs\.(diet|access))$/;

/** How many characters are left in a long text, or are too many; "" while many are left. */
export function counterText({ event, values }: FormModel, t: Translate, name: string): string {
  if (!longFields.test(name)) return "";
  const limit = event.value.limits[name.split(".").at(-1) as "question"];
  // Counts code points, like the service.
  const left = limit - [...(values.value[name] ?? "")].length;
  if (left >= 100) return "";
  return left < 0 ? t.count("form.charsOver", -left) : t.count("form.charsLeft", left);
}
