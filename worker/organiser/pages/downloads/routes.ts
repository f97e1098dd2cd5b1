/** Downloads: the page that offers them, the files, and what is printed. All take the filter of the list. */
import { get, type Route } from "../../../http/route.ts";
import { signedInAtEvent } from "../../../security/session.ts";
import { downloadList } from "../../list-download.ts";
import type { Format } from "../../list-formats.ts";
import { exportNeeds } from "../../needs.ts";
import { filterOf, readerOf } from "../list/request.ts";
import { badgesPage } from "./badges.tsx";
import { downloadsPage } from "./downloads-page.tsx";
import { signedSheetPage } from "./signed-sheet.tsx";

const formatOf = (file: string) => file.slice(file.lastIndexOf(".") + 1) as Format;

export const downloadRoutes: readonly Route[] = [
  get("/organiser/:event/downloads", signedInAtEvent, async (c) => downloadsPage(readerOf(c), await filterOf(c))),
  get("/organiser/:event/downloads/:file{list\\.(xlsx|csv|json)}", signedInAtEvent, async (c) => {
    const { service, event, caller, session } = c.var;
    return downloadList(service, {
      slug: event.definition.slug,
      caller,
      filter: await filterOf(c),
      format: formatOf(c.req.param("file")),
      language: session.language,
    });
  }),
  get("/organiser/:event/downloads/:file{needs\\.(xlsx|csv)}", signedInAtEvent, (c) => {
    const { service, event, caller, session } = c.var;
    return exportNeeds(service, event.definition, {
      caller,
      format: formatOf(c.req.param("file")),
      query: { lang: session.language },
      headersOnly: false,
    });
  }),
  get("/organiser/:event/downloads/sheet", signedInAtEvent, async (c) =>
    signedSheetPage(readerOf(c), await filterOf(c)),
  ),
  get("/organiser/:event/downloads/badges", signedInAtEvent, async (c) => badgesPage(readerOf(c), await filterOf(c))),
];
