/** The output of `vite build` for the Worker (vite.config.ts), as modules that export texts. */
declare module "*/dist/form.js" {
  /** The form's code, which reads `__CONFIG__` and `__SCRIPT__`. */
  export const code: string;
  /** The same with the code for events with questions of their own. */
  export const ownCode: string;
  /** The additional code of the immutable script: it reads `__PINNED__` and calls `__FORM__`. */
  export const pinnedCode: string;
  /** The form's styles, for the pages that the service renders. */
  export const css: string;
  /** worker/pages/page.css and reference.css, and those of worker/organiser/pages */
  export const pageCss: string;
}

declare module "*/dist/proof.js" {
  /** A module that exports `solve` (widget/challenge/proof-of-work.ts). */
  export const code: string;
}

declare module "*/dist/door.js" {
  /** The paths of the files that the door's page loads: its script, the QR code reader, and the reader's WebAssembly. */
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
