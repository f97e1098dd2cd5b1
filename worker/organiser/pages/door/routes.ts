/** The routes of the door: its page, the page's requests, and the doors of helpers. */
import { readForm, readJson } from "../../../http/body.ts";
import { languageOf } from "../../../http/language.ts";
import { readQuery } from "../../../http/parameters.ts";
import { get, post, type Route } from "../../../http/route.ts";
import { anyone, rateLimit, through } from "../../../security/access.ts";
import { atDoor } from "../../../security/door-access.ts";
import { keepDoor } from "../../../security/door-session.ts";
import { ownFormsOnly, signedInAtEvent } from "../../../security/session.ts";
import { checkIn, parseCheckIns } from "../../check-ins.ts";
import { doorList, doorListQuery } from "../../door-list.ts";
import { doorPage } from "./door-page.tsx";
import { addWalkIn, admitAtDoor, parseAdmit, parseWalkIn } from "./door-requests.ts";
import { close, handOver, helpersPage } from "./helpers-page.tsx";
import { openDoorPage, useDoorLink } from "./open-door.tsx";

export const doorRoutes: readonly Route[] = [
  get("/door/:secret", anyone, (c) => openDoorPage(c.var.service, languageOf(c), c.req.param("secret"))),
  post("/door/:secret", through(anyone, ownFormsOnly, rateLimit("sign-in")), async (c) => {
    const { secret, path } = await useDoorLink(c.var.service, languageOf(c), c.req.param("secret"));
    keepDoor(c, secret);
    return c.redirect(path, 303);
  }),

  get("/organiser/:event/door", atDoor, (c) => doorPage(c.var.service, c.var)),
  get("/organiser/:event/door/list", atDoor, async (c) =>
    c.json(await doorList(c.var.service, c.var, readQuery(doorListQuery, c.req.raw))),
  ),
  post("/organiser/:event/door/check-ins", atDoor, async (c) =>
    c.json(await checkIn(c.var.service, c.var, parseCheckIns(await readJson(c)))),
  ),
  post("/organiser/:event/door/admit", atDoor, async (c) =>
    c.json(await admitAtDoor(c.var.service, c.var, parseAdmit(await readJson(c)).registration)),
  ),
  post("/organiser/:event/door/walk-in", atDoor, async (c) =>
    c.json(await addWalkIn(c.var.service, c.var, parseWalkIn(await readJson(c)))),
  ),

  get("/organiser/:event/door/helpers", signedInAtEvent, (c) => helpersPage(c.var.service, c.var, c.req.query())),
  post("/organiser/:event/door/helpers", signedInAtEvent, async (c) =>
    c.redirect(await handOver(c.var.service, c.var, await readForm(c)), 303),
  ),
  get("/organiser/:event/door/helpers/close", signedInAtEvent, (c) =>
    c.redirect(`/organiser/${c.var.event.definition.slug}/door/helpers`, 303),
  ),
  post("/organiser/:event/door/helpers/close", signedInAtEvent, async (c) =>
    c.redirect(await close(c.var.service, c.var, await readForm(c)), 303),
  ),
];
