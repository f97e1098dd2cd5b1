import type { Translate } from "../../i18n/translate.ts";
import { type Content, runs } from "../content.ts";
import type { RenderInput } from "../render-input.ts";
import { currentStatus } from "./current-status.ts";

/** The answer to a new registration. */
export function confirmation(input: RenderInput, t: Translate): Content {
  const { recipient, links } = input;
  return {
    ...currentStatus(input, t),
    closing: recipient.status === "cancelled" ? null : runs(t, "email.notMe", { notMeUrl: links.notMe }),
  };
}
