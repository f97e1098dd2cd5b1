/**
 * What JSX becomes in the embed script, in place of preact/jsx-runtime (vite.config.ts): createElement is in the script
 * anyhow, and the other also carries what precompiled templates need.
 */
import { type ComponentChildren, type ComponentType, createElement } from "preact";

export function jsx(type: ComponentType, { children, ...props }: { children?: ComponentChildren }, key?: string) {
  return createElement(type, { ...props, key }, children);
}

export const jsxs = jsx;
