/** The script that a host page embeds: finds its tag, and puts the form where the page's author meant it. */
import { render } from "preact";
import type { CompactConfig } from "./config.ts";
import { startForm } from "./controller.tsx";
import { type FormMessages, sayer } from "./messages.ts";
import css from "./style.css?inline";

/** Stands before this code in the same response, inside one block: nothing becomes a global of the host page. */
declare const __CONFIG__: CompactConfig;

const ELEMENT = "pamelding-form";

function mount({ event, slug, language, messages, errors }: CompactConfig) {
  const script =
    (document.currentScript as HTMLScriptElement | null) ??
    // A loader that evaluates the code itself leaves no current script, but its tag mostly stands there.
    document.querySelector<HTMLScriptElement>(`script[src*="/embed/${slug}/"]`);
  if (!script) return;
  const { origin } = new URL(script.src);

  const place = () => {
    const inHead = !document.body?.contains(script);
    const link = [...document.links]
      .filter((candidate) => candidate.origin === origin && candidate.pathname === `/events/${slug}`)
      .filter((candidate) => inHead || script.compareDocumentPosition(candidate) & Node.DOCUMENT_POSITION_PRECEDING)
      .at(inHead ? 0 : -1);
    // The same tag twice, as a tag manager may do: one form is what was meant.
    if (!link && document.querySelector(`${ELEMENT}[data-event="${slug}"]`)) return;

    const host = document.createElement(ELEMENT);
    host.lang = language;
    host.dataset.event = slug;
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    const tell = (type: string, detail: Record<string, string>) =>
      host.dispatchEvent(new CustomEvent(`registration:${type}`, { bubbles: true, composed: true, detail }));
    // A list of texts, since the build has put their numbers in the place of their keys.
    const say = sayer(messages as unknown as FormMessages, errors);
    if (event) startForm(event, say, root, origin, tell);
    else render(<div class="pamelding">{say("state.notFound")}</div>, root);

    // Only now: should anything have thrown, the link still stands.
    if (link) link.replaceWith(host);
    else if (inHead) document.body.appendChild(host);
    else script.insertAdjacentElement("afterend", host);
    tell("ready", {});
  };

  // A tag in the head is read before there is a body to look for the link in.
  if (document.readyState === "loading" && !document.body?.contains(script))
    document.addEventListener("DOMContentLoaded", place);
  else place();
}

mount(__CONFIG__);
