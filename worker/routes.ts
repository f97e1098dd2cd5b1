/** Every route of the service. The app mounts them, and the API description is made from them. */
import { attendeeRoutes } from "./attendee/routes.ts";
import { editorPreviewRoutes } from "./editor-preview.tsx";
import type { Route } from "./http/route.ts";
import { mailRoutes } from "./mail/routes.ts";
import { apiDocsRoutes } from "./organiser/api-docs/routes.ts";
import { organiserPageRoutes } from "./organiser/pages/routes.ts";
import { organiserRoutes } from "./organiser/routes.ts";

export const routes: readonly Route[] = [
  ...organiserRoutes,
  ...editorPreviewRoutes,
  ...organiserPageRoutes,
  ...attendeeRoutes,
  ...mailRoutes,
  ...apiDocsRoutes(() => routes),
];
