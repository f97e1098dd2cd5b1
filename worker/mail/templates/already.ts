import type { Translate } from "../../i18n/translate.ts";
import { UNSAVED_DAYS } from "../../registration/retention-times.ts";
import { unsavedInWords } from "../../registration/unsaved.ts";
import { type Block, type Content, detail, paragraph, runs } from "../content.ts";
import { facts, statusInWords } from "../facts.ts";
import { harmlessName } from "../person-name.ts";
import type { RenderInput } from "../render-input.ts";
import { askToVerify, unverified } from "./unverified.ts";

/**
 * Which answers were typed and not saved. Only the manage page shows the answers themselves: a stranger may have typed them,
 * and e-mails never contain what is written about diet and access.
 */
function notSaved({ unsaved, event }: RenderInput, t: Translate): Block[] {
  const labels = unsaved.flatMap((one) => unsavedInWords(one, event.questions, t)?.label ?? []);
  if (labels.length === 0) return [];
  const fields = labels.map(({ text }) => [{ text: `– ${text}` }]);
  const paragraphs = [...fields, runs(t, "email.already.accept", { days: String(UNSAVED_DAYS) })];
  return [{ type: "section", heading: t("unsaved.heading"), paragraphs }];
}

/** For two people with one mailbox: the person typed this time is not registered, and reads what to do. */
function notRegistered({ unsaved, links }: RenderInput, t: Translate): Block[] {
  const name = unsaved.find((one) => one.field === "name");
  if (name?.field !== "name") return [];
  return [paragraph(t, "email.already.notRegistered", { name: harmlessName(name.value), formUrl: links.form })];
}

/** The subject gives the status of the address's registration, and when a hold ends. */
function subjectFor(input: RenderInput, t: Translate): Pick<Content, "subject" | "values" | "heading"> {
  const { status, heldUntil } = input.recipient;
  if (heldUntil !== null) {
    const { subject, values, heading } = unverified(input, t);
    return { subject, ...(values ? { values } : {}), ...(heading ? { heading } : {}) };
  }
  switch (status) {
    case "confirmed":
      return { subject: "email.already.subject" };
    case "waitlisted":
      return { subject: "email.already.subjectWaitlist" };
    case "cancelled":
      return { subject: "email.already.subjectCancelled" };
  }
}

/** The address was registered again. Only the address itself is told that it is registered. */
export function already(input: RenderInput, t: Translate): Content {
  const { recipient } = input;
  const status = detail(t, "email.already.body2", { status: statusInWords(recipient, t) });
  return {
    ...subjectFor(input, t),
    facts: facts(input, t, [status]),
    blocks: [
      paragraph(t, "email.already.body1"),
      ...notRegistered(input, t),
      ...askToVerify(input, t),
      ...notSaved(input, t),
    ],
    manage: recipient.status === "cancelled" || recipient.heldUntil !== null ? "see" : "change",
    calendar: null,
    closing: null,
  };
}
