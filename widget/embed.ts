/** The form's code. The same response has the event and the texts before it. */
import type { EmbedConfig } from "./embed-config.ts";
import { mountForm } from "./mount-form.tsx";

/** Both are constants of the block or function around this code, so the host page gets no globals. */
declare const __CONFIG__: EmbedConfig;
/** The running script; null if a loader evaluates the code itself, and in a shadow root. */
declare const __SCRIPT__: HTMLScriptElement | null;

mountForm(__CONFIG__, __SCRIPT__);
