/** The pages for the access of programs and other sites. A secret is only in the answer to the form that made it. */
import type { Context } from "hono";
import { readForm } from "../../../http/body.ts";
import { get, post, type Route } from "../../../http/route.ts";
import { signedInAtEvent } from "../../../security/session.ts";
import type { Service } from "../../../service.ts";
import { deleteToken } from "../../tokens.ts";
import { resumeWebhook } from "../../webhook-endpoints.ts";
import { eventPath } from "../desk.tsx";
import { type AccessReader, accessPage, type Done } from "./access-page.tsx";
import { removePage, revokePage } from "./asking.tsx";
import { addWebhook, type Changed, makeToken, removeWebhook } from "./changing.ts";
import { embedPage } from "./embed-page.tsx";

const dones = ["revoked", "removed", "resumed"] as const;

function doneOf(said: string | undefined): { done?: Done } {
  const done = dones.find((each) => each === said);
  return done ? { done: { done } } : {};
}

const shown = (service: Service, reader: AccessReader, changed: Changed) =>
  accessPage(service, reader, changed.outcome === "done" ? { done: changed.done } : { faults: changed.faults });

const backTo = (c: Context, slug: string, done: (typeof dones)[number]) =>
  c.redirect(`${eventPath(slug, "access")}?done=${done}`, 303);

/** Addresses of forms: a browser that opens one again gets the page. */
const forms = ["tokens", "webhooks", "webhooks/:id/resume"] as const;

export const accessRoutes: readonly Route[] = [
  ...forms.map((form) =>
    get(`/organiser/:event/access/${form}`, signedInAtEvent, (c) => accessPage(c.var.service, c.var)),
  ),
  get("/organiser/:event/embed", signedInAtEvent, (c) => embedPage(c.var)),
  get("/organiser/:event/access", signedInAtEvent, (c) =>
    accessPage(c.var.service, c.var, doneOf(c.req.query("done"))),
  ),
  post("/organiser/:event/access/tokens", signedInAtEvent, async (c) =>
    shown(c.var.service, c.var, await makeToken(c.var.service, c.var, await readForm(c))),
  ),
  get("/organiser/:event/access/tokens/:id/revoke", signedInAtEvent, (c) =>
    revokePage(c.var.service, c.var, c.req.param("id")),
  ),
  post("/organiser/:event/access/tokens/:id/revoke", signedInAtEvent, async (c) => {
    const { slug } = c.var.event.definition;
    await deleteToken(c.var.service, slug, c.var.caller, c.req.param("id"));
    return backTo(c, slug, "revoked");
  }),
  post("/organiser/:event/access/webhooks", signedInAtEvent, async (c) =>
    shown(c.var.service, c.var, await addWebhook(c.var.service, c.var, await readForm(c))),
  ),
  get("/organiser/:event/access/webhooks/:id/remove", signedInAtEvent, (c) =>
    removePage(c.var.service, c.var, c.req.param("id")),
  ),
  post("/organiser/:event/access/webhooks/:id/remove", signedInAtEvent, async (c) => {
    await removeWebhook(c.var.service, c.var, c.req.param("id"));
    return backTo(c, c.var.event.definition.slug, "removed");
  }),
  post("/organiser/:event/access/webhooks/:id/resume", signedInAtEvent, async (c) => {
    const { slug } = c.var.event.definition;
    await resumeWebhook(c.var.service, slug, c.var.caller, c.req.param("id"));
    return backTo(c, slug, "resumed");
  }),
];
