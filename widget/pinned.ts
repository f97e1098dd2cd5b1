/** The immutable script, for sites that demand `integrity`: it reads its address, and fetches the event. */
import type { FormEvent, PinnedConfig } from "./embed-config.ts";
import { mountForm } from "./mount-form.tsx";
import { runningScript } from "./mount-point.ts";

declare const __CONFIG__: PinnedConfig;

async function start({ service, language, texts }: PinnedConfig): Promise<void> {
  const script = runningScript();
  // `/embed/{event}/{partner}/{version}.js`
  const [, slug, partner] = /\/embed\/([^/]+)\/([^/]+)\/\w+\.js/.exec(script?.src ?? "") ?? [];
  if (!slug || !partner) return;
  const answer = await fetch(`${service}/api/events/${slug}?partner=${partner}&lang=${language}`);
  // Nothing is mounted then, and the link still stands.
  if (!answer.ok && answer.status !== 404) throw new Error(`${answer.url} answered ${answer.status}`);
  const found: FormEvent | null = answer.ok ? await answer.json() : null;
  const event = found?.partner === partner ? found : null;
  mountForm({ service, language, texts, slug, partner, event }, script);
}

start(__CONFIG__);
