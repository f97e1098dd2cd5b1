/** The page at the door, for a phone's browser. Its script holds the list; the page itself names no attendee. */
import { reader, script, wasm } from "../../../../dist/door.js";
import { inLanguage } from "../../../i18n/language.ts";
import { createTranslator } from "../../../i18n/translate.ts";
import { type Page, pageResponse } from "../../../pages/page.tsx";
import { ButtonLink, PostButton } from "../../../pages/parts.tsx";
import type { AtDoor } from "../../../security/door-access.ts";
import type { Service } from "../../../service.ts";
import { deskPage, eventPath } from "../desk.tsx";
import { doorTexts } from "./door-texts.ts";

/** The configuration of the page's script, in its `data-door`. */
export interface DoorConfig {
  event: string;
  /** The address of the page. */
  path: string;
  /** The name of this door at other doors. */
  door: string;
  language: string;
  timeZone: string;
  texts: ReturnType<typeof doorTexts>;
  /** The files that the page needs to work without network. */
  files: string[];
  wasm: string;
}

/** The QR code reader is WebAssembly, which no other page allows. */
const allows: NonNullable<Page["allows"]> = {
  "script-src": "'self' 'wasm-unsafe-eval'",
  "connect-src": "'self'",
  "worker-src": "'self'",
  "img-src": "data:",
};

/** `GET /organiser/{event}/door` */
export function doorPage(_service: Service, { event, language, session, door }: AtDoor): Promise<Response> {
  const { definition } = event;
  const t = createTranslator(language);
  const path = eventPath(definition.slug, "door");
  const config: DoorConfig = {
    event: definition.slug,
    path,
    door: door ?? t("organiser.door.ownDoor"),
    language,
    timeZone: definition.timeZone,
    texts: doorTexts(language),
    files: [script, reader, wasm],
    wasm,
  };
  const head = <script type="module" src={script} />;
  const children = (
    <>
      <h1 class="hidden">
        {t("organiser.nav.door")}: {inLanguage(definition.title, language).text}
      </h1>
      <div id="door" class="door" data-door={JSON.stringify(config)}>
        <p>{t("organiser.door.loading")}</p>
        <noscript>
          <p class="note warn">{t("organiser.door.noScript")}</p>
        </noscript>
      </div>
      {session ? (
        <p>
          <ButtonLink href={`${path}/helpers`} look="second">
            {t("organiser.door.helpers")}
          </ButtonLink>
        </p>
      ) : (
        <PostButton action={`/sign-out?door&lang=${language}`} look="quiet">
          {t("organiser.door.finish")}
        </PostButton>
      )}
    </>
  );
  if (session) return deskPage({ event: definition, reader: session, place: "door", head, allows, children });
  return pageResponse({
    language,
    title: t("organiser.nav.door"),
    personal: true,
    brand: inLanguage(definition.title, language).text,
    width: "narrow",
    addressIn: (other) => `${path}?lang=${other}`,
    head,
    allows,
    children,
  });
}
