/** The questions before a program loses its access. */
import { ProblemError } from "../../../http/problem.ts";
import { createTranslator } from "../../../i18n/translate.ts";
import { ButtonLink } from "../../../pages/parts.tsx";
import type { Service } from "../../../service.ts";
import { tokensOf } from "../../tokens.ts";
import { webhooksOf } from "../../webhook-endpoints.ts";
import { deskPage, eventPath } from "../desk.tsx";
import type { AccessReader } from "./access-page.tsx";

interface Question {
  heading: string;
  body: string;
  /** The address that "yes" is posted to. */
  action: string;
  yes: string;
}

function questionPage({ event, session }: AccessReader, { heading, body, action, yes }: Question): Promise<Response> {
  const t = createTranslator(session.language);
  return deskPage({
    event: event.definition,
    reader: session,
    place: "access",
    title: heading,
    children: (
      <div class="sect">
        <h1>{heading}</h1>
        <p>{body}</p>
        <form method="post" action={action}>
          <div class="acts">
            <button type="submit" class="stop">
              {yes}
            </button>
            <ButtonLink href={eventPath(event.definition.slug, "access")} look="quiet">
              {t("organiser.edit.sure.keepIt")}
            </ButtonLink>
          </div>
        </form>
      </div>
    ),
  });
}

/** @throws ProblemError not-found, for a token that is revoked or unknown */
export async function revokePage(service: Service, reader: AccessReader, id: string): Promise<Response> {
  const { slug } = reader.event.definition;
  const t = createTranslator(reader.session.language);
  const token = (await tokensOf(service, slug)).tokens.find((each) => each.id === id);
  if (!token || token.revokedAt) throw new ProblemError("not-found");
  return questionPage(reader, {
    heading: t("organiser.access.revokeHeading", { name: token.name }),
    body: t("organiser.access.revokeBody"),
    action: `${eventPath(slug, "access")}/tokens/${id}/revoke`,
    yes: t("organiser.access.revokeYes"),
  });
}

/** @throws ProblemError not-found */
export async function removePage(service: Service, reader: AccessReader, id: string): Promise<Response> {
  const { slug } = reader.event.definition;
  const t = createTranslator(reader.session.language);
  const webhook = (await webhooksOf(service, slug)).webhooks.find((each) => each.id === id);
  if (!webhook) throw new ProblemError("not-found");
  return questionPage(reader, {
    heading: t("organiser.access.removeHeading"),
    body: t("organiser.access.removeBody", { url: webhook.url }),
    action: `${eventPath(slug, "access")}/webhooks/${id}/remove`,
    yes: t("organiser.access.removeYes"),
  });
}
