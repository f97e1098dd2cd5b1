import { Hono } from "hono";
import { except } from "hono/combine";
import { trimTrailingSlash } from "hono/trailing-slash";
import { cors } from "./attendee/cors.ts";
import { chooseDatabase } from "./databases.ts";
import { errorHandler, notFoundHandler } from "./error-handler.ts";
import { noEdgeCache } from "./http/edge-cache.ts";
import { noStore, securityHeaders } from "./http/headers.ts";
import { refuseWritesInMaintenance } from "./http/maintenance.ts";
import { logRefusals } from "./http/refusal-log.ts";
import { mount } from "./http/route.ts";
import { routes } from "./routes.ts";
import { type ServiceEnv, withService } from "./service.ts";
import { wakeAfterWrite } from "./webhooks/wake-after-write.ts";

export const app = new Hono<ServiceEnv>();

app.use(logRefusals, securityHeaders, noStore, noEdgeCache);
// People type addresses, and some programs add slashes to them.
app.use(trimTrailingSlash());
// Pages of other sites may read the event and register, and nothing else.
app.use("/api/events/:event", cors);
app.use("/api/events/:event/registrations", cors);
// /health reports missing settings; everything else needs them.
app.use(except("/health", withService), chooseDatabase);

// The pages with the form refuse themselves, with what was typed. Erasures are repeated before a restored service is opened.
app.use(except(["/events/:event", "/events/:event/frame", "/api/erasures"], refuseWritesInMaintenance));

app.use(wakeAfterWrite);

mount(app, routes);

app.notFound(notFoundHandler(app));
app.onError(errorHandler);
