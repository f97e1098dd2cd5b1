import { createTranslator } from "../i18n/translate.ts";
import { eventPage } from "../pages/event-page.tsx";
import { pageResponse } from "../pages/page.tsx";
import { Local } from "../pages/parts.tsx";
import { scriptPath } from "../pages/scripts.ts";
import { originsOf } from "../registration/origins.ts";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import { accessibilityUrl, frameReceiptPath, frameUrl, hostedUrl, lostLinkPath } from "../urls.ts";
import { type FormPlace, type GivenForm, plainForm } from "./plain-form.tsx";
import type { Reader } from "./reader.ts";

/**
 * `GET /events/{event}/frame`: only the form, for a frame on a site whose system allows no scripts. If scripts run inside
 * the frame, it shows the form that partners embed and tells the host page its height (browser/frame.ts); otherwise it shows
 * the plain form. Only the partners' pages may frame it. Its requests come from our own origin.
 */
async function framePage(
  service: Service,
  event: StoredEvent,
  reader: Reader,
  given: GivenForm = {},
): Promise<Response> {
  const { definition } = event;
  const { slug } = definition;
  const { partner, language } = reader;
  const { shown, phase, title, form } = await plainForm(service, event, reader, given, () => ({
    action: framePlace.address(slug, reader),
  }));
  const origins = originsOf(definition);
  // A form sent without the script is answered without it: the other form would not know what was typed.
  const script = phase.state === "editing" ? `/embed/${slug}/${partner}.js?lang=${language}` : undefined;
  const data = { "data-form": script, "data-event": slug, "data-hosts": origins.join(" ") };
  return pageResponse({
    ...eventPage(definition, partner, language),
    title,
    status: given.status ?? 200,
    personal: phase.state !== "editing",
    bare: true,
    framedBy: origins,
    // Loaded before the first paint, so that the plain form is not seen first.
    head: <script src={await scriptPath("frame")} {...data} />,
    allows: allowances(service.settings),
    children: (
      <>
        <div id="form">
          <h1 class="hidden">
            <Local of={shown.title} />
          </h1>
          {form}
        </div>
        <WaysOut slug={slug} reader={reader} />
      </>
    ),
  });
}

export const framePlace: FormPlace = {
  page: framePage,
  address: (slug, { partner, language }) => frameUrl("", slug, partner, language),
  receiptAddress: (slug, sealed, { partner, language }) => frameReceiptPath(slug, sealed, partner, language),
};

/** What the form may load and call, with Turnstile if the service uses it. */
function allowances({ TURNSTILE_SITE_KEY, TURNSTILE_SCRIPT_URL }: Service["settings"]) {
  const turnstile = TURNSTILE_SITE_KEY ? new URL(TURNSTILE_SCRIPT_URL).origin : "";
  return {
    "script-src": ["'self'", turnstile].filter(Boolean).join(" "),
    "connect-src": "'self'",
    ...(turnstile ? { "frame-src": turnstile } : {}),
  };
}

/**
 * Links that the form itself does not have. Each opens in a new tab: another page does not belong in the frame, and typed
 * text stays.
 */
function WaysOut({ slug, reader: { partner, language } }: { slug: string; reader: Reader }) {
  const t = createTranslator(language);
  const links = [
    [hostedUrl("", slug, partner, language), t("frame.open")],
    [lostLinkPath(slug, partner, language), t("manage.lostLink")],
    [accessibilityUrl("", slug, language), t("accessibility.heading")],
  ] as const;
  return (
    <nav class="aside" aria-label={t("frame.more")}>
      <ul>
        {links.map(([href, text]) => (
          <li key={href}>
            <a href={href} target="_blank" rel="noopener">
              {text} <span class="hidden">({t("a11y.newTab")})</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
