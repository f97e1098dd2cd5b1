/** The immutable script, for sites that demand `integrity`: it reads its address, fetches the event and runs the form's code. */
import type { EmbedConfig, FormEvent, PinnedConfig } from "./embed-config.ts";

/** Both come before this code in the same response. */
declare const __PINNED__: PinnedConfig;
declare const __FORM__: (config: EmbedConfig, script: HTMLScriptElement | null) => void;

async function start({ service, language, texts }: PinnedConfig): Promise<void> {
  const script = document.currentScript as HTMLScriptElement | null;
  // `/embed/{event}/{partner}/{version}.js`
  const [, slug, partner] = /\/embed\/([^/]+)\/([^/]+)\/\w+\.js/.exec(script?.src ?? "") ?? [];
  if (!slug || !partner) return;
  const answer = await fetch(`${service}/api/events/${slug}?partner=${partner}&lang=${language}`);
  // Then nothing is mounted, and the link stays.
  if (!answer.ok && answer.status !== 404) throw new Error(`${answer.url} answered ${answer.status}`);
  const found: FormEvent | null = answer.ok ? await answer.json() : null;
  const event = found?.partner === partner ? found : null;
  __FORM__({ service, language, texts, slug, partner, event }, script);
}

start(__PINNED__);
