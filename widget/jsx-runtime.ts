/**
 * What JSX becomes in the embed script, in place of preact/jsx-runtime (vite.config.ts): a component is called at once, an
 * element becomes what draw.ts draws. Each element is a part of the form that a host page may style, `::part()`, under the
 * name of its class or else its own.
 */
import type { Drawn } from "./draw.ts";

type Props = { children?: unknown; class?: string };

export function jsx(type: string | ((props: Props) => unknown), props: Props): unknown {
  if (typeof type === "function") return type(props);
  const { children, ...others } = props;
  return { type, props: { part: props.class || type, ...others }, children } as Drawn;
}

export const jsxs = jsx;
