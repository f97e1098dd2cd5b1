/** What `vite build` writes for the Worker (vite.config.ts): texts as modules. */
declare module "*/dist/form.js" {
  /** The form's code, which reads `__CONFIG__` and `__SCRIPT__`. */
  export const code: string;
  /** The same with what events need that ask questions of their own. */
  export const ownCode: string;
  /** What the immutable script has beside it: it reads `__PINNED__` and calls `__FORM__`. */
  export const pinnedCode: string;
  /** Its styles, for the pages that the service renders itself. */
  export const css: string;
  /** worker/pages/page.css and reference.css, and those of worker/organiser/pages */
  export const pageCss: string;
}

declare module "*/dist/proof.js" {
  /** A module that exports `solve` (widget/challenge/proof-of-work.ts). */
  export const code: string;
}

declare module "*/dist/door.js" {
  /** The paths of what the page of the door loads: its script, the reader of QR codes, and that one's WebAssembly. */
  export const script: string;
  export const reader: string;
  export const wasm: string;
}

declare module "*/dist/page-scripts.js" {
  /** By their names in vite.config.ts. */
  export const scripts: Record<
    "copy" | "frame" | "list" | "person" | "print" | "overview" | "stream" | "editor" | "writing",
    string
  >;
}
