/** The organiser's pages. Forms are accepted only from these pages, and every page except sign-in needs a session. */
import type { MiddlewareHandler } from "hono";
import { readForm } from "../../http/body.ts";
import { languageOf } from "../../http/language.ts";
import { get, post, type Route } from "../../http/route.ts";
import { anyone, rateLimit, through } from "../../security/access.ts";
import {
  type AtEvent,
  endsSession,
  keepSession,
  ownFormsOnly,
  sessionOf,
  signedIn,
  signedInAtEvent,
} from "../../security/session.ts";
import type { ServiceEnv } from "../../service.ts";
import { accessRoutes } from "./access/routes.ts";
import { announcingRoutes } from "./announcing/routes.ts";
import { doorRoutes } from "./door/routes.ts";
import { downloadRoutes } from "./downloads/routes.ts";
import { editorRoutes } from "./editor/routes.ts";
import { eventsPage } from "./events-page.tsx";
import { listRoutes } from "./list/routes.ts";
import { overviewPage } from "./overview.tsx";
import { personRoutes } from "./person/routes.ts";
import { purgeOnPage, rehearsalsPage } from "./rehearsals-page.tsx";
import * as signIn from "./sign-in.tsx";
import { sendAgain, undeliveredPage, undeliveredPageQuery } from "./undelivered-page.tsx";

const ownForm = through(anyone, ownFormsOnly);

/** Organisers open the e-mail again later, when its link is used or has expired, while they are still signed in. */
const goOnIfDead: MiddlewareHandler<ServiceEnv> = async (c, next) => {
  const secret = c.req.param("secret") ?? "";
  if ((await sessionOf(c)) && (await signIn.isDead(c.var.service, secret))) return c.redirect("/organiser", 303);
  await next();
};

const readerOf = ({ event, session, caller }: AtEvent) => ({ event: event.definition, session, caller });

export const organiserPageRoutes: readonly Route[] = [
  ...doorRoutes,
  get("/sign-in", anyone, (c) => signIn.signInPage(c.var.service, languageOf(c), c.req.query())),
  post("/sign-in", through(ownForm, rateLimit("sign-in")), async (c) => {
    const asked = await signIn.askForLink(c.var.service, languageOf(c), await readForm(c));
    return asked.outcome === "asked" ? c.redirect(asked.location, 303) : asked.page;
  }),
  get("/sign-in/:secret", through(anyone, goOnIfDead), (c) =>
    signIn.linkPage(c.var.service, languageOf(c), c.req.param("secret")),
  ),
  post("/sign-in/:secret", through(ownForm, rateLimit("sign-in"), goOnIfDead), async (c) => {
    const { secret, path } = await signIn.openLink(c.var.service, c.req.param("secret"));
    keepSession(c, secret);
    return c.redirect(path, 303);
  }),
  post("/sign-out", through(anyone, ownFormsOnly, endsSession), (c) => signIn.signedOutPage(languageOf(c))),
  // Leads to the button that signs out, or to sign-in.
  get("/sign-out", anyone, (c) => c.redirect("/organiser", 303)),

  get("/organiser", signedIn, async (c) => {
    const shown = await eventsPage(c.var.service, c.var.session);
    return shown.outcome === "one" ? c.redirect(shown.location, 303) : shown.page;
  }),
  ...editorRoutes,
  ...accessRoutes,
  get("/organiser/:event", signedInAtEvent, (c) =>
    overviewPage(c.var.service, c.var.event, c.var.session, c.req.header("if-none-match")),
  ),
  get("/organiser/:event/rehearsals", signedInAtEvent, (c) =>
    rehearsalsPage(c.var.service, c.var, c.req.query("purged")),
  ),
  post("/organiser/:event/rehearsals", signedInAtEvent, async (c) =>
    c.redirect(await purgeOnPage(c.var.service, c.var, await readForm(c)), 303),
  ),
  ...listRoutes,
  ...downloadRoutes,
  get("/organiser/:event/undelivered", signedInAtEvent, (c) =>
    undeliveredPage(c.var.service, readerOf(c.var), undeliveredPageQuery.parse(c.req.query())),
  ),
  post("/organiser/:event/undelivered", signedInAtEvent, async (c) =>
    c.redirect(await sendAgain(c.var.service, readerOf(c.var), await readForm(c)), 303),
  ),
  ...personRoutes,
  ...announcingRoutes,
];
