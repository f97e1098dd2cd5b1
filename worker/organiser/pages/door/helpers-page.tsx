/** Handing over doors to helpers: a QR code for each, and the list of present doors. */
import { dateAndTime, timeOfDay } from "../../../i18n/dates.ts";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import { ButtonLink, Notice, PostButton } from "../../../pages/parts.tsx";
import { QrCode } from "../../../pages/qr.tsx";
import { tidyLine } from "../../../registration/answers.ts";
import { isVisible } from "../../../registration/invisible.ts";
import { doorSecret } from "../../../security/manage-link.ts";
import type { AtEvent } from "../../../security/session.ts";
import type { Service } from "../../../service.ts";
import { closeDoor, type DoorOfEvent, doorsOf, handOverDoor } from "../../../storage/doors.ts";
import { newId } from "../../../storage/ids.ts";
import { LINK_MS } from "../../../storage/organiser-sessions.ts";
import { doorUrl } from "../../../urls.ts";
import { audit } from "../../audit-log.ts";
import { deskPage, eventPath } from "../desk.tsx";

const NAME_MAX = 60;

const outcomes = ["closed", "name", "too-many"] as const;

const pathOf = ({ event }: AtEvent) => `${eventPath(event.definition.slug, "door")}/helpers`;

/** `GET /organiser/{event}/door/helpers`. `show`: the door whose QR code is shown. */
export async function helpersPage(
  { db, settings, now }: Service,
  at: AtEvent,
  query: Record<string, string>,
): Promise<Response> {
  const { event, session } = at;
  const { slug, timeZone } = event.definition;
  const t = createTranslator(session.language);
  const doors = await doorsOf(db, slug, now);
  const shown = doors.find(({ hash, openedAt }) => hash === query.show && openedAt === null);
  const outcome = outcomes.find((one) => one === query.outcome);
  const link = shown && doorUrl(settings.PUBLIC_URL, await doorSecret(shown.hash, settings.LINK_KEYS));
  return deskPage({
    event: event.definition,
    reader: session,
    place: "door",
    children: (
      <>
        <div class="sect">
          <h1>{t("organiser.door.helpers")}</h1>
          {outcome === "closed" && <Notice tone="info">{t("organiser.door.helpers.closed")}</Notice>}
          {outcome === "too-many" && <Notice tone="warning">{t("organiser.door.helpers.tooMany")}</Notice>}
          <p>{t("organiser.door.helpers.lead")}</p>
        </div>
        {shown && link && (
          <section class="sect" aria-labelledby="scan">
            <h2 id="scan">
              {t("organiser.door.helpers.scan")}: {shown.name}
            </h2>
            <div class="hand-over">
              <QrCode of={link} label={t("organiser.door.helpers.alt", { name: shown.name })} />
            </div>
            <p>{t("organiser.door.helpers.scanHint", { time: timeOfDay(t, shown.createdAt + LINK_MS, timeZone) })}</p>
          </section>
        )}
        <NewDoor action={pathOf(at)} wrong={outcome === "name"} t={t} />
        <section class="sect" aria-labelledby="doors">
          <h2 id="doors">{t("organiser.door.helpers.list")}</h2>
          {doors.length === 0 && <p>{t("organiser.door.helpers.none")}</p>}
          {doors.length > 0 && (
            <ul class="lines">
              {doors.map((door) => (
                <DoorRow key={door.hash} door={door} action={`${pathOf(at)}/close`} timeZone={timeZone} t={t} />
              ))}
            </ul>
          )}
        </section>
        <p>
          <ButtonLink href={eventPath(slug, "door")} look="second">
            {t("organiser.door.helpers.back")}
          </ButtonLink>
        </p>
      </>
    ),
  });
}

function NewDoor({ action, wrong, t }: { action: string; wrong: boolean; t: Translate }) {
  const describedBy = wrong ? "name-hint name-error" : "name-hint";
  return (
    <form method="post" action={action} class="sect stack">
      <div class="field">
        <label for="name">{t("organiser.door.helpers.name")}</label>
        <p class="hint" id="name-hint">
          {t("organiser.door.helpers.nameHint")}
        </p>
        {wrong && (
          <p class="error" id="name-error">
            {t("organiser.door.helpers.nameMissing")}
          </p>
        )}
        <input
          id="name"
          name="name"
          maxLength={NAME_MAX}
          autocomplete="off"
          aria-describedby={describedBy}
          aria-invalid={wrong || undefined}
        />
      </div>
      <p>
        <button type="submit">{t("organiser.door.helpers.make")}</button>
      </p>
    </form>
  );
}

function DoorRow({ door, action, timeZone, t }: { door: DoorOfEvent; action: string; timeZone: string; t: Translate }) {
  const { hash, name, email, openedAt } = door;
  return (
    <li>
      <div>
        <b>{name}</b>
        <small>
          {openedAt === null
            ? t("organiser.door.helpers.waiting")
            : t("organiser.door.helpers.opened", { at: dateAndTime(t, openedAt, timeZone), email })}
        </small>
      </div>
      <PostButton action={action} look="second small" fields={{ door: hash }}>
        {t("organiser.door.helpers.close")}
        <span class="hidden"> {name}</span>
      </PostButton>
    </li>
  );
}

/** `POST …/helpers`: hands over a door. Returns where to continue. */
export async function handOver(service: Service, at: AtEvent, form: URLSearchParams): Promise<string> {
  const { db, now } = service;
  const { event, session, caller } = at;
  const { slug } = event.definition;
  const name = tidyLine(form.get("name") ?? "");
  if (!isVisible(name) || name.length > NAME_MAX) return `${pathOf(at)}?outcome=name`;
  const id = newId(now);
  const { email, emailKey, language } = session;
  if (!(await handOverDoor(db, { id, event: slug, name, email, emailKey, language }, now)))
    return `${pathOf(at)}?outcome=too-many`;
  await audit(service, caller, { event: slug, action: "door handed over", count: 1, detail: name });
  return `${pathOf(at)}?show=${id}`;
}

/** `POST …/helpers/close`: closes a door at once. Returns where to continue. */
export async function close(service: Service, at: AtEvent, form: URLSearchParams): Promise<string> {
  const { event, caller } = at;
  const { slug } = event.definition;
  const name = await closeDoor(service.db, slug, form.get("door") ?? "");
  if (name !== null) await audit(service, caller, { event: slug, action: "door closed", count: 1, detail: name });
  return `${pathOf(at)}?outcome=closed`;
}
