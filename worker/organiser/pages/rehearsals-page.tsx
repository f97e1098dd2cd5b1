/** `/organiser/{event}/rehearsals`: the number of rehearsals, and a button that deletes them. */
import { createTranslator } from "../../i18n/translate.ts";
import { ButtonLink, Notice, PostButton } from "../../pages/parts.tsx";
import type { AtEvent } from "../../security/session.ts";
import type { Service } from "../../service.ts";
import { countRehearsals } from "../../storage/registration-updates.ts";
import { purge } from "../registrations.ts";
import { deskPage, eventPath } from "./desk.tsx";

export const rehearsalsPath = (slug: string) => `${eventPath(slug, "overview")}/rehearsals`;

/** `purged`: how many were just deleted, from the address; 0 if the number was another by then. */
export async function rehearsalsPage(
  { db }: Service,
  { event, session }: Pick<AtEvent, "event" | "session">,
  purged: string | undefined,
): Promise<Response> {
  const { definition } = event;
  const { slug } = definition;
  const t = createTranslator(session.language);
  const count = await countRehearsals(db, slug);
  return deskPage({
    event: definition,
    reader: session,
    place: "overview",
    title: t("organiser.rehearsals.title"),
    path: rehearsalsPath(slug),
    children: (
      <div class="sect">
        <h1>{count > 0 ? t.count("organiser.rehearsals.heading", count) : t("organiser.rehearsals.title")}</h1>
        {purged !== undefined && /^[1-9]\d{0,5}$/.test(purged) && (
          <Notice tone="info">{t.count("organiser.rehearsals.done", Number(purged))}</Notice>
        )}
        {purged === "0" && count > 0 && <Notice tone="warning">{t("organiser.rehearsals.changed")}</Notice>}
        <p>{t(count > 0 ? "organiser.rehearsals.lead" : "organiser.rehearsals.none")}</p>
        <div class="acts">
          {count > 0 && (
            <PostButton action={rehearsalsPath(slug)} look="stop" fields={{ count: String(count) }}>
              {t.count("organiser.rehearsals.do", count)}
            </PostButton>
          )}
          <ButtonLink href={eventPath(slug, "overview")} look={count > 0 ? "quiet" : "second"}>
            {t(count > 0 ? "organiser.edit.sure.keepIt" : "organiser.rehearsals.back")}
          </ButtonLink>
        </div>
      </div>
    ),
  });
}

/** Deletes all rehearsals if there are as many as the page said. Returns where the browser continues. */
export async function purgeOnPage(
  service: Service,
  { event, caller }: Pick<AtEvent, "event" | "caller">,
  form: URLSearchParams,
) {
  const { slug } = event.definition;
  const { purged } = await purge(service, slug, caller, Number(form.get("count")));
  return `${rehearsalsPath(slug)}?purged=${purged}`;
}
