import type { Settings } from "../environment.ts";
import { manageSecret } from "../security/manage-link.ts";
import type { LeasedMessage } from "../storage/outbox.ts";
import { calendarFileUrl, hostedUrl, manageUrl, notMeUrl, privacyUrl } from "../urls.ts";
import type { RenderInput } from "./mail.ts";

/** What a message is rendered from, things being as they are now; null when nobody is left to send it to. */
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
      rehearsal: addressee?.test ?? false,
    },
    announcement: message.announcement,
    links: {
      manage: manageUrl(PUBLIC_URL, secret),
      notMe: notMeUrl(PUBLIC_URL, secret),
      form: hostedUrl(PUBLIC_URL, event.slug, person.partner, person.language),
      privacy: privacyUrl(PUBLIC_URL, event.slug, person.language),
      calendarFile: calendarFileUrl(PUBLIC_URL, event.slug),
    },
    from: settings.MAIL_FROM,
    writtenAt: message.createdAt,
    now,
  };
}
