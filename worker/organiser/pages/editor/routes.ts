/** The pages that edit, cancel and make events. */
import type { Context } from "hono";
import { readForm } from "../../../http/body.ts";
import { get, post, type Route } from "../../../http/route.ts";
import { createTranslator } from "../../../i18n/translate.ts";
import { signedInAtEvent, signedInAtEventOr, signedInCreator, signedInCreatorOr } from "../../../security/session.ts";
import { keptForm } from "../kept-form.tsx";
import { cancelPage, submitCancel } from "./cancel-page.tsx";
import { deletePage, submitDelete } from "./delete-page.tsx";
import { draftOf } from "./draft.ts";
import { editPage } from "./edit-page.tsx";
import { newPage, submitNew } from "./new-page.tsx";
import { savedNotice } from "./saved-notice.tsx";
import { type Outcome, submitEdit } from "./saving.tsx";

/** Octets. A definition has at most 256 kB (operations/definition.ts); in a form, a Norwegian letter takes six. */
export const FORM_MAX = 1024 * 1024;

/** Typed text survives the end of the session: the page asks to sign in again, and keeps the text. */
const editing = signedInAtEventOr(keptForm(FORM_MAX));
const creating = signedInCreatorOr(keptForm(FORM_MAX));

const answer = (c: Context, shown: Outcome) =>
  shown.outcome === "saved" ? c.redirect(shown.location, 303) : shown.page;

export const editorRoutes: readonly Route[] = [
  get("/organiser/new", signedInCreator, (c) => newPage(c.var.service, c.var, c.req.query())),
  post("/organiser/new", creating, async (c) =>
    answer(c, await submitNew(c.var.service, c.var, await readForm(c, FORM_MAX))),
  ),
  get("/organiser/:event/edit", signedInAtEvent, (c) => {
    const t = createTranslator(c.var.session.language);
    return editPage(c.var, draftOf(c.var.event, t), { notice: savedNotice(c.req.query("saved"), t) });
  }),
  post("/organiser/:event/edit", editing, async (c) =>
    answer(c, await submitEdit(c.var.service, c.var, await readForm(c, FORM_MAX))),
  ),
  get("/organiser/:event/edit/cancel", signedInAtEvent, (c) => cancelPage(c.var)),
  post("/organiser/:event/edit/cancel", editing, async (c) =>
    answer(c, await submitCancel(c.var.service, c.var, await readForm(c))),
  ),
  get("/organiser/:event/edit/delete", signedInAtEvent, (c) => deletePage(c.var.service, c.var)),
  post("/organiser/:event/edit/delete", signedInAtEvent, async (c) =>
    submitDelete(c.var.service, c.var, await readForm(c)),
  ),
];
