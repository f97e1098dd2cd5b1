import type { Settings } from "../environment.ts";
import type { Language } from "../i18n/language.ts";
import { manageSecret } from "../security/manage-link.ts";
import type { LeasedMessage } from "../storage/outbox.ts";
import { calendarFileUrl, hostedUrl, manageUrl, notMeUrl, privacyUrl } from "../urls.ts";
import type { MailLinks, RenderInput } from "./mail.ts";

/** What a message is rendered from, as things are now; null if the person is erased. */
export async function renderInputOf(
  settings: Settings,
  message: LeasedMessage,
  now: number,
): Promise<RenderInput | null> {
  const { event, addressee, erasureNotice } = message;
  const person = addressee ?? erasureNotice;
  if (!person) return null;
  const { PUBLIC_URL } = settings;
  const secret = addressee
    ? await manageSecret({ registration: addressee.id, version: addressee.linkVersion }, settings.LINK_KEYS)
    : "";
  return {
    kind: message.kind,
    language: person.language,
    event,
    calendarSequence: message.calendarSequence + (addressee?.calendarChanges ?? 0),
    recipient: {
      registrationId: addressee?.id ?? "",
      name: person.name,
      email: person.email,
      status: addressee?.status ?? "cancelled",
      participation: addressee?.participation ?? "digital",
      digitalMeanwhile: addressee?.digitalMeanwhile ?? false,
      position: addressee?.position ?? null,
      inviter: addressee?.inviter ?? null,
      rehearsal: addressee?.rehearsal ?? false,
    },
    announcement: message.announcement,
    links: linksTo(PUBLIC_URL, secret, event.slug, person),
    from: settings.MAIL_FROM,
    writtenAt: message.createdAt,
    now,
  };
}

/** The addresses that an e-mail may carry. `secret` opens the manage link. */
export function linksTo(
  publicUrl: string,
  secret: string,
  slug: string,
  { partner, language }: { partner: string; language: Language },
): MailLinks {
  return {
    manage: manageUrl(publicUrl, secret),
    notMe: notMeUrl(publicUrl, secret),
    form: hostedUrl(publicUrl, slug, partner, language),
    privacy: privacyUrl(publicUrl, slug, language),
    calendarFile: calendarFileUrl(publicUrl, slug),
  };
}
