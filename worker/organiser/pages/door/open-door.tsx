/** The link in a door's QR code: a button that opens the door on the helper's phone. */
import { ProblemError } from "../../../http/problem.ts";
import { inLanguage, type Language } from "../../../i18n/language.ts";
import { createTranslator } from "../../../i18n/translate.ts";
import { pageResponse } from "../../../pages/page.tsx";
import { Local } from "../../../pages/parts.tsx";
import { DateTile, Mark, Ticket } from "../../../pages/ticket.tsx";
import { readDoorSecret } from "../../../security/manage-link.ts";
import { newSession } from "../../../security/session.ts";
import type { Service } from "../../../service.ts";
import { findDoorLink, openDoor } from "../../../storage/doors.ts";
import { latestEvent } from "../../../storage/event-cache.ts";
import { audit } from "../../audit-log.ts";

/** `GET /door/{secret}`. It does not use up the link. @throws ProblemError door-closed */
export async function openDoorPage({ db, settings, now }: Service, language: Language, secret: string) {
  const id = await readDoorSecret(secret, settings.LINK_KEYS);
  const door = id && (await findDoorLink(db, id, now));
  const event = door && (await latestEvent(db, door.event));
  if (!event) throw deadLink();
  const t = createTranslator(language);
  const { definition } = event;
  const title = inLanguage(definition.title, language);
  return pageResponse({
    language,
    personal: true,
    width: "narrow",
    brand: definition.organiser.name,
    title: t("organiser.door.open"),
    addressIn: (other) => `/door/${secret}?lang=${other}`,
    children: (
      <Ticket
        id="door"
        heading={t("organiser.door.openHeading", { name: door.name })}
        sign={<DateTile event={definition} t={t} />}
        lead={
          <p>
            <Local of={title} />
          </p>
        }
      >
        <form method="post" action={`/door/${secret}?lang=${language}`} class="stack">
          <p>{t("organiser.door.openLead")}</p>
          <button type="submit" class="send">
            {t("organiser.door.open")}
          </button>
          <p class="hint">{t("organiser.door.openOnDevice")}</p>
        </form>
      </Ticket>
    ),
  });
}

/** `POST /door/{secret}`: uses up the link. `secret`: for the door's cookie. @throws ProblemError door-closed */
export async function useDoorLink(
  service: Service,
  language: Language,
  link: string,
): Promise<{ secret: string; path: string }> {
  const { db, settings, now } = service;
  const id = await readDoorSecret(link, settings.LINK_KEYS);
  const { secret, hash } = await newSession();
  const door = id && (await openDoor(db, { id, hash, language }, now));
  if (!door) throw deadLink();
  const caller = { role: "door", name: door.name, scopes: ["check-in"] } as const;
  await audit(service, caller, { event: door.event, action: "door opened", count: 1, detail: door.email });
  return { secret, path: `/organiser/${door.event}/door` };
}

const deadLink = () => new ProblemError("door-closed", { page: deadLinkPage });

function deadLinkPage(language: Language): Promise<Response> {
  const t = createTranslator(language);
  const heading = t("organiser.door.deadHeading");
  return pageResponse({
    language,
    personal: true,
    width: "narrow",
    brand: "Påmelding",
    title: heading,
    status: 410,
    children: (
      <Ticket id="dead" heading={heading} sign={<Mark tone="warn" />}>
        <p>{t("organiser.door.dead")}</p>
      </Ticket>
    ),
  });
}
