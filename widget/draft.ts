import type { FormState } from "./state.ts";

const nameOf = (slug: string) => `pamelding:${slug}`;

/**
 * Keeps what is typed in this tab until it is sent, so that a reload loses nothing; but never needs, which may be about
 * somebody's health. Where the browser stores nothing, the form works without.
 */
export function keepDraft({ event, values, colleagues, answer }: FormState): void {
  try {
    const kept = Object.entries(values).filter(([name, value]) => value && !name.startsWith("needs."));
    if (answer || !kept[0]) sessionStorage.removeItem(nameOf(event.slug));
    else sessionStorage.setItem(nameOf(event.slug), JSON.stringify({ values: Object.fromEntries(kept), colleagues }));
  } catch {}
}

/** What was kept, or nothing. It stands in the host page's storage, so it may be anything. */
export function keptDraft(slug: string, colleaguesMax: number): Partial<FormState> {
  try {
    const { values, colleagues } = JSON.parse(sessionStorage.getItem(nameOf(slug)) ?? "");
    const texts = Object.entries<unknown>(values).map(([name, value]) => [name, `${value}`]);
    return {
      values: Object.fromEntries(texts),
      colleagues: Math.max(0, Math.min(Math.floor(colleagues) || 0, colleaguesMax)),
      restored: true,
    };
  } catch {
    return {};
  }
}
