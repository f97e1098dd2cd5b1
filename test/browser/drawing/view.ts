import { type FormMessages, formMessages, sayer } from "../../../widget/messages.ts";
import type { Controls, FormState } from "../../../widget/state.ts";
import type { View } from "../../../widget/view.ts";
import messages from "../../../worker/i18n/texts.json";

const texts = Object.fromEntries(formMessages.map((key) => [key, messages[key].nn])) as FormMessages;

const nothing = () => {};
const controls: Controls = {
  typed: nothing,
  changed: nothing,
  submitted: nothing,
  followed: nothing,
  useSuggestion: nothing,
  choose: nothing,
  addColleague: nothing,
  removeColleague: nothing,
  startOver: nothing,
};

export const viewOf = (state: FormState): View => ({ state, say: sayer(texts), controls });

/** What a reader would find: elements, attributes, what is typed and ticked. How the two write a bare attribute differs. */
export function found(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? "";
  if (!(node instanceof HTMLElement)) return "";
  const attributes = [...node.attributes]
    .filter(({ name }) => name !== "part")
    .map(({ name, value }) => (/^(novalidate|open|required)$/.test(name) ? name : `${name}=${JSON.stringify(value)}`))
    .sort();
  const { value, checked } = node as HTMLInputElement;
  const kept = /^(input|textarea)$/.test(node.localName) ? ` value ${value} checked ${checked}` : "";
  return `\n<${[node.localName, ...attributes].join(" ")}${kept}>${[...node.childNodes].map(found).join("")}</>`;
}
