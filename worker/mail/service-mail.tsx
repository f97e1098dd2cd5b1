/**
 * The only e-mail in the service's own name: the sign-in link for an organiser who may create events and is listed by none
 * yet. There is no event to give it a sender, a colour or a contact.
 */
import type { Settings } from "../environment.ts";
import type { Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import type { LeasedMessage } from "../storage/leasing.ts";
import { type Email, firstWords } from "./compose.ts";
import { runs } from "./content.ts";
import { paletteOf } from "./palette.ts";
import { inBothParts } from "./render.tsx";
import { type SignIn, signInOf } from "./render-input.ts";
import type { RenderedMail } from "./rendered-mail.ts";
import { ownSender, serviceName } from "./sender.ts";
import { signInBlocks } from "./templates/sign-in.ts";

/** Everything that it is rendered from, as it is when it is sent. */
export interface ServiceMailInput {
  /** The message's id. */
  id: string;
  language: Language;
  to: string;
  signIn: SignIn;
  /** The service's sender, `Name <address>`. */
  from: string;
}

/** There is no event to give a time zone. */
const TIME_ZONE = "Europe/Oslo";

/** The present input; null if the link is deleted. */
export async function serviceMailInputOf(
  settings: Settings,
  { id, signIn }: LeasedMessage,
): Promise<ServiceMailInput | null> {
  if (!signIn) return null;
  const { language, email } = signIn;
  return { id, language, to: email, signIn: await signInOf(settings, signIn), from: settings.MAIL_FROM };
}

function composed({ language, to, signIn, from }: ServiceMailInput): Email {
  const t = createTranslator(language);
  const service = serviceName(from);
  const blocks = signInBlocks(signIn, TIME_ZONE, t);
  return {
    language,
    subject: t("email.signIn.subject", { event: service }),
    organiser: service,
    stub: {
      heading: { text: t("organiser.signIn.heading") },
      title: { text: t("email.signIn.creator") },
      tile: null,
      void: false,
      details: [],
    },
    preview: firstWords(blocks),
    greeting: t("email.greetingNoName"),
    blocks,
    footer: [runs(t, "email.footer.whyCreator", { email: to })],
    palette: paletteOf(null),
  };
}

export function renderServiceMail(input: ServiceMailInput): RenderedMail {
  return {
    from: ownSender(input.from),
    to: input.to,
    ...inBothParts(composed(input), { kind: "sign-in", id: input.id }),
    attachments: [],
  };
}
