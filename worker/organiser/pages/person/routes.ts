/** The routes about one person. Every address that a form is posted to is also a page. */
import type { Context } from "hono";
import { readForm } from "../../../http/body.ts";
import { get, post, type Route } from "../../../http/route.ts";
import { seeOther } from "../../../http/see-other.ts";
import { personUpdates } from "../../../registration/person-updates.ts";
import { type AtEvent, signedInAtEvent, signedInAtEventOr } from "../../../security/session.ts";
import type { ServiceEnv } from "../../../service.ts";
import { keptForm } from "../kept-form.tsx";
import { addPage, postAdd } from "./add-page.tsx";
import { dataFile } from "./data-file.ts";
import { deskRequest, personRequest } from "./desk-request.ts";
import { editPage, postEdit } from "./edit-page.tsx";
import { needsPage } from "./needs-page.tsx";
import { postNote } from "./note-page.ts";
import { personPage } from "./person-page.tsx";
import { personPath } from "./place.ts";
import { postResend, resendPage } from "./resend-page.tsx";
import { postUpdate, updatePage } from "./update-page.tsx";

const person = "/organiser/:event/registrations/:id{[0-9a-f]{32}}";

/** Octets. The correction form has every answer twice: the earlier and the typed value. */
const FORM_MAX = 128 * 1024;

/** The page keeps what was typed if the session has ended, and asks to sign in again. */
const typing = signedInAtEventOr(keptForm(FORM_MAX));

const at = (c: Context<ServiceEnv<AtEvent>>) => personRequest(c.var, c.req.param("id") ?? "", c.req.query("list"));

export const personRoutes: readonly Route[] = [
  get("/organiser/:event/registrations/add", signedInAtEvent, (c) => addPage(deskRequest(c.var))),
  post("/organiser/:event/registrations/add", typing, async (c) =>
    postAdd(deskRequest(c.var), await readForm(c, FORM_MAX)),
  ),
  get(person, signedInAtEvent, (c) => personPage(at(c), { done: c.req.query("done") })),
  ...personUpdates.flatMap((update) => [
    get(`${person}/${update}`, signedInAtEvent, (c) => updatePage(at(c), update)),
    post(`${person}/${update}`, signedInAtEvent, async (c) => postUpdate(at(c), update, await readForm(c))),
  ]),
  get(`${person}/resend`, signedInAtEvent, (c) => resendPage(at(c), c.req.query("message") ?? "")),
  post(`${person}/resend`, signedInAtEvent, async (c) => postResend(at(c), await readForm(c))),
  get(`${person}/edit`, signedInAtEvent, (c) => editPage(at(c))),
  post(`${person}/edit`, typing, async (c) => postEdit(at(c), await readForm(c, FORM_MAX))),
  get(`${person}/note`, signedInAtEvent, (c) => seeOther(personPath(at(c).place))),
  post(`${person}/note`, typing, async (c) => postNote(at(c), await readForm(c))),
  get(`${person}/needs`, signedInAtEvent, (c) => needsPage(at(c))),
  get(`${person}/data.json`, signedInAtEvent, (c) => dataFile(at(c))),
];
