import { effect } from "@preact/signals";
import type { FormModel, Values } from "./form-model.ts";

const nameOf = (slug: string) => `pamelding:${slug}`;

/**
 * Keeps what is typed in this tab until it is sent, so that a reload loses nothing; but never needs, which may be about
 * somebody's health. Where the browser stores nothing, the form works without.
 */
export function keepDraft({ event, values }: FormModel): void {
  effect(() => {
    const name = nameOf(event.value.slug);
    const kept = Object.entries(values.value).filter(([field, value]) => value && !field.startsWith("needs."));
    try {
      if (kept[0]) sessionStorage.setItem(name, JSON.stringify(Object.fromEntries(kept)));
      else sessionStorage.removeItem(name);
    } catch {}
  });
}

/** What was kept, or null. It stands in the host page's storage, so it may be anything. */
export function readDraft(slug: string): Values | null {
  try {
    const kept = Object.entries<unknown>(JSON.parse(sessionStorage.getItem(nameOf(slug)) ?? ""));
    return Object.fromEntries(kept.map(([name, value]) => [name, `${value}`]));
  } catch {
    return null;
  }
}
