/** The script that a host page embeds: finds its tag, and puts the form where the page's author meant it. */
import type { CompactConfig, FormEvent } from "./config.ts";
import { startForm } from "./controller.tsx";
import { draw } from "./draw.ts";
import { type FormMessages, sayer } from "./messages.ts";
import { ELEMENT, findPlace, findTag, isPainted, type Tag, whenReadable } from "./place.ts";
import css from "./style.css?inline";

/** Stands before this code in the same response, inside one block: nothing becomes a global of the host page. */
declare const __CONFIG__: CompactConfig;

/** null: there is no such event, or no such partner of it. */
async function fetchEvent({ origin, slug, partner }: Tag, language: string): Promise<FormEvent | null> {
  const answer = await fetch(`${origin}/api/events/${slug}?partner=${partner}&lang=${language}`);
  if (answer.status === 404) return null;
  // Nothing is mounted then, and the link still stands.
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`);
  const event: FormEvent = await answer.json();
  return event.partner === partner ? event : null;
}

async function mount({ event: brought, slug, language, messages, errors }: CompactConfig) {
  const tag = findTag(slug);
  if (!tag) return;
  // The immutable script brings no event.
  const event = brought === undefined ? await fetchEvent(tag, language) : brought;
  // A list of texts, since the build has put their numbers in the place of their keys.
  const say = sayer(messages as unknown as FormMessages, errors);

  whenReadable(tag, () => {
    const found = findPlace(tag);
    if (!found) return;
    const host = document.createElement(ELEMENT);
    host.lang = language;
    host.dataset.event = tag.slug;
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    const tell = (type: string, detail: Record<string, string>) =>
      host.dispatchEvent(new CustomEvent(`registration:${type}`, { bubbles: true, composed: true, detail }));

    const { mode, draft } = tag.script.dataset;
    const inDialog = mode === "button";
    const words = found.words || say("button.openForm");
    if (inDialog)
      draw(
        [
          <button type="button" class="open" onClick={() => root.querySelector("dialog")?.showModal()}>
            {words}
          </button>,
          <dialog aria-label={`${words}`}>
            <form method="dialog">
              <button type="submit" class="close">
                {say("button.close")}
              </button>
            </form>
            <div />
          </dialog>,
        ],
        root,
      );
    const room = root.querySelector<HTMLElement>("dialog > div") ?? root;
    if (event) startForm({ event, say, root, room, origin: tag.origin, tell, keepsDraft: draft !== "off" });
    else draw(<div class="pamelding">{say("state.notFound")}</div>, room);

    // Only now: should anything have thrown, the link still stands.
    const settle = () => {
      // The place may have been taken, or the page have gone on.
      const kept = findPlace(tag)?.take(host);
      if (kept === undefined) return;
      // What stands below stays where it is; once the form is gone, its room may go.
      const whose = inDialog ? ":host" : ".pamelding:has(form)";
      sheet.insertRule(`${whose}{min-height:${kept}px!important}`, sheet.cssRules.length);
      tell("ready", {});
      if (!event) tell("error", { type: "no-such-event" });
    };
    // To measure what is kept has the whole page laid out: on a slow phone too much for this task as well.
    if (isPainted()) setTimeout(settle);
    else settle();
  });
}

mount(__CONFIG__);
