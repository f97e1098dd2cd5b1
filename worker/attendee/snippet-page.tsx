import type { ComponentChildren } from "preact";
import { draftName } from "../../widget/form/draft.ts";
import { ProblemError } from "../http/problem.ts";
import { inLanguage, isLanguage, type Language } from "../i18n/language.ts";
import { createTranslator, type TextKey, type Translate } from "../i18n/translate.ts";
import { Code, CopyStatus, copying } from "../pages/code.tsx";
import { eventPage, PersonLink } from "../pages/event-page.tsx";
import { pageResponse } from "../pages/page.tsx";
import { Local } from "../pages/parts.tsx";
import { put } from "../pages/put.ts";
import { LanguageTabs, Tabs } from "../pages/tabs.tsx";
import type { EventDefinition, Partner } from "../registration/event-definition.ts";
import type { Service } from "../service.ts";
import { previewPath, snippetPath } from "../urls.ts";
import { integrityOf, pinnedScriptFor } from "./pinned-script.ts";
import { frameScript, frameSnippet, policyLines, type SnippetPlace, STYLE_SNIPPET, scriptSnippet } from "./snippets.ts";

/** The partner of this name. @throws ProblemError not-found, if the event has no such partner */
export function partnerOf({ partners }: EventDefinition, slug: string): Partner {
  const partner = Object.hasOwn(partners, slug) ? partners[slug] : undefined;
  if (!partner) throw new ProblemError("not-found");
  return partner;
}

/**
 * `GET /embed/{event}/{partner}.html`: the snippet, ready to copy, its variants, what a strict site must allow, and how the
 * form looks. The page is in the partner's language; `?lang=` is the form's language, and `?view=desk` shows the form as
 * wide as on a desktop.
 * @throws ProblemError not-found, if the event has no such partner
 */
export async function snippetPage(
  { settings }: Pick<Service, "settings">,
  definition: EventDefinition,
  slug: string,
  wished: { language?: string | undefined; view?: string | undefined },
): Promise<Response> {
  const partner = partnerOf(definition, slug);
  const t = createTranslator(partner.language);
  const language = isLanguage(wished.language) ? wished.language : partner.language;
  const view = wished.view === "desk" ? "desk" : "phone";
  const event = inLanguage(definition.title, partner.language);
  const place: SnippetPlace = {
    publicUrl: settings.PUBLIC_URL,
    event: definition.slug,
    partner: slug,
    language,
    otherLanguage: language !== partner.language,
  };
  const copy = await copying();
  return pageResponse({
    ...eventPage(definition, slug, partner.language),
    title: t("snippet.title", { event: event.text }),
    personal: false,
    width: "broad",
    head: copy.head,
    allows: { ...copy.allows, "frame-src": "'self'" },
    children: (
      <>
        <div class="near">
          <h1>{t("snippet.heading", { partner: partner.name })}</h1>
          <p class="soft">
            <Local of={event} />
          </p>
          <p>{t("snippet.lead", { host: hostOf(partner) })}</p>
        </div>
        <LanguageTabs
          label={t("snippet.languages")}
          current={language}
          t={t}
          href={(other) => snippetPath(definition.slug, slug, other, view)}
        />
        <div class={view === "desk" ? "stack" : "split"}>
          <div class="stack">
            <Code id="paste" heading={t("snippet.paste")} hint={t("snippet.pasteHint")} t={t}>
              {scriptSnippet(place)}
            </Code>
            <Variants
              place={place}
              settings={settings}
              title={inLanguage(definition.title, language).text}
              integrity={await pinnedIn(place)}
              t={t}
            />
            <p class="soft">{put(t("snippet.help"), { contact: <PersonLink {...definition.contacts.practical} /> })}</p>
            <CopyStatus />
          </div>
          <Preview definition={definition} partner={slug} language={language} view={view} t={t} />
        </div>
      </>
    ),
  });
}

const hostOf = ({ site }: Partner) => new URL(site).host.replace(/^www\./, "");

async function pinnedIn({ language, publicUrl }: SnippetPlace) {
  const pinned = await pinnedScriptFor(language, publicUrl);
  return { version: pinned.version, attributes: ` integrity="${await integrityOf(pinned)}" crossorigin` };
}

interface VariantsProps {
  place: SnippetPlace;
  settings: Service["settings"];
  title: string;
  integrity: { version: string; attributes: string };
  t: Translate;
}

/** Variants that most editors do not need, each below a line that says when it is useful. */
function Variants({ place, settings, title, integrity, t }: VariantsProps) {
  const code = (id: string, heading: TextKey, hint: TextKey | null, text: string) => (
    <Code id={id} heading={t(heading)} hint={hint && t(hint)} t={t}>
      {text}
    </Code>
  );
  const form = createTranslator(place.language);
  return (
    <div>
      <When says={t("snippet.when.button")}>
        {code("button", "snippet.button", null, scriptSnippet(place, ' data-mode="button"'))}
      </When>
      <When says={t("snippet.when.facts")}>
        {code("facts", "snippet.facts", "snippet.factsHint", scriptSnippet(place, ' data-facts="off"'))}
      </When>
      <When says={t("snippet.when.frame")}>
        {code("frame", "snippet.frame", "snippet.frameHint", frameSnippet(place, form("form.title", { event: title })))}
        {code("height", "snippet.height", "snippet.heightHint", frameScript(place.publicUrl))}
        {code("frame-policy", "snippet.framePolicy", null, policyLines(settings, "frame"))}
      </When>
      <When says={t("snippet.when.policy")}>
        {code("policy", "snippet.csp", null, policyLines(settings, "script"))}
        {code(
          "pinned",
          "snippet.integrity",
          "snippet.pinned",
          scriptSnippet(place, integrity.attributes, integrity.version),
        )}
      </When>
      <When says={t("snippet.when.cookies")}>
        {code("cookies", "snippet.cookiesHeading", null, form("snippet.cookies", { name: draftName(place.event) }))}
        <p>{t("snippet.draftOff")}</p>
      </When>
      <When says={t("snippet.when.look")}>{code("look", "snippet.look", "snippet.lookHint", STYLE_SNIPPET)}</When>
      <When says={t("snippet.when.order")}>
        <p>{t("snippet.order")}</p>
      </When>
    </div>
  );
}

function When({ says, children }: { says: string; children: ComponentChildren }) {
  return (
    <details>
      <summary>{says}</summary>
      <div class="stack">{children}</div>
    </details>
  );
}

interface PreviewProps {
  definition: EventDefinition;
  partner: string;
  language: Language;
  view: "phone" | "desk";
  t: Translate;
}

function Preview({ definition, partner, language, view, t }: PreviewProps) {
  const host = hostOf(partnerOf(definition, partner));
  return (
    <section class={`preview ${view}`} aria-labelledby="preview">
      <div class="head">
        <h2 id="preview" class="soft">
          {t("snippet.preview", { host })}
        </h2>
        <Tabs
          label={t("snippet.view")}
          current={view}
          tabs={(["phone", "desk"] as const).map((width) => ({
            key: width,
            text: t(`snippet.view.${width}`),
            href: `${snippetPath(definition.slug, partner, language, width)}#preview`,
          }))}
        />
      </div>
      {/* Nothing in it takes the focus: it is a picture. The link below shows it to readers who scroll by keyboard. */}
      <iframe src={previewPath(definition.slug, partner, language)} title={t("snippet.previewTitle")} tabIndex={-1} />
      <p>
        <a href={previewPath(definition.slug, partner, language)}>{t("snippet.openPreview")}</a>
      </p>
    </section>
  );
}
