import type { ComponentChildren } from "preact";

/** A text with elements in its `{placeholders}`. */
export function put(text: string, values: Readonly<Record<string, ComponentChildren>>): ComponentChildren[] {
  // Splitting with a group puts the names of the placeholders at odd indexes.
  return text.split(/\{(\w+)\}/).map((part, index) => (index % 2 ? values[part] : part));
}
