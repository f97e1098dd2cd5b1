/** The form's code: event and texts stand before it in the same response. */
import type { EmbedConfig } from "./embed-config.ts";
import { mountForm } from "./mount-form.tsx";

/** Both are constants of the block, or of the function, around this code: nothing becomes a global of the host page. */
declare const __CONFIG__: EmbedConfig;
/** The running script; null where a loader evaluates the code itself, and in a shadow root. */
declare const __SCRIPT__: HTMLScriptElement | null;

mountForm(__CONFIG__, __SCRIPT__);
