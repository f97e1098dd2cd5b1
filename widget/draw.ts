/**
 * The browser's half of drawing: makes the children of an element what a view says they are. The service draws the same
 * views with Preact; here Preact would be a third of all that a reader fetches, and the form needs little of it, since its
 * components keep no state: each is a function that is called when its element is made (jsx-runtime.ts).
 */
import type { ComponentChildren } from "preact";

/** An element as a view describes it. */
export interface Drawn {
  type: string;
  props: Record<string, unknown>;
  children: Child;
}

type Child = Drawn | string | number | bigint | boolean | null | undefined | Child[];

/** What each element was last drawn with: what the reader or the browser changed since then is left alone. */
const drawn = new WeakMap<Node, Drawn["props"]>();

/** What was drawn into each parent. Others may put elements of their own between these: they stay, and move nobody. */
const nodes = new WeakMap<Node, Node[]>();

/** Draws `children` into `parent`. An element stays the same one, with its focus, as long as its kind and place do. */
export function draw(children: ComponentChildren, parent: Node): void {
  const were = nodes.get(parent) ?? [];
  const are: Node[] = [];
  const put = (child: Child) => {
    if (Array.isArray(child)) return child.forEach(put);
    const here = were[are.length];
    const element = typeof child === "object" && child;
    const stays = here && here.nodeName.toLowerCase() === (element ? element.type : "#text");
    // What is not there now holds its place with an empty text, so that its neighbours stay who they are.
    const text = child == null || typeof child === "boolean" ? "" : `${child}`;
    const node = stays ? here : element ? document.createElement(element.type) : new Text();
    if (!stays) here?.parentNode === parent ? parent.replaceChild(node, here) : parent.appendChild(node);
    are.push(node);
    if (!element) {
      if ((node as Text).data !== text) (node as Text).data = text;
      return;
    }
    const before = drawn.get(node) ?? {};
    drawn.set(node, element.props);
    draw(element.children as ComponentChildren, node);
    for (const name in { ...before, ...element.props })
      set(node as HTMLElement, name, element.props[name], before[name]);
  };
  // Preact's children as its types know them are ours: the runtime of this script makes no others.
  put(children as Child);
  for (const node of were.slice(are.length)) (node as ChildNode).remove();
  nodes.set(parent, are);
}

function set(element: HTMLElement, name: string, value: unknown, before: unknown): void {
  const properties = element as unknown as Record<string, unknown>;
  // What is typed or ticked may differ from what was drawn last: the element itself is asked.
  if (name === "value" || name === "checked") {
    if (properties[name] !== value) properties[name] = value;
  } else if (value === before) return;
  else if (name.startsWith("on")) properties[name.toLowerCase()] = value;
  // What was unfolded, only the reader folds.
  else if (value == null || value === false) name === "open" || element.removeAttribute(name);
  else element.setAttribute(name, `${value}`);
}
