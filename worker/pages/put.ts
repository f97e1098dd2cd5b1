import type { ComponentChildren } from "preact";

/** A text with elements in its `{placeholders}`. */
export function put(text: string, values: Readonly<Record<string, ComponentChildren>>): ComponentChildren[] {
  // Split by a group, a text has the names of its placeholders at the odd places.
  return text.split(/\{(\w+)\}/).map((part, index) => (index % 2 ? values[part] : part));
}
