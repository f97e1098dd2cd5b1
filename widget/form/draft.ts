import { effect } from "@preact/signals";
import type { FormModel, Values } from "./form-model.ts";

/** The name of the draft in sessionStorage. The snippet page's text about cookies uses it too. */
export const draftName = (slug: string) => `pamelding:${slug}`;

/**
 * Keeps the typed values in this tab until they are sent, so that a reload loses nothing; but never needs, which may be
 * about a person's health. If the browser stores nothing, the form works without drafts.
 */
export function keepDraft({ event, values }: FormModel): void {
  effect(() => {
    const name = draftName(event.value.slug);
    const kept = Object.entries(values.value).filter(([field, value]) => value && !field.startsWith("needs."));
    try {
      if (kept[0]) sessionStorage.setItem(name, JSON.stringify(Object.fromEntries(kept)));
      else sessionStorage.removeItem(name);
    } catch {}
  });
}

/** The draft, or null. It is in the host page's storage, so it may be anything. */
export function readDraft(slug: string): Values | null {
  try {
    const draft = sessionStorage.getItem(draftName(slug));
    // Usually there is none, and an exception would cost a slow phone as much as the rest of the form.
    if (!draft) return null;
    const kept = Object.entries<unknown>(JSON.parse(draft));
    return Object.fromEntries(kept.map(([name, value]) => [name, `${value}`]));
  } catch {
    return null;
  }
}
