/** The script that a host page embeds: code, event and texts come in one response. */
import type { EmbedConfig } from "./embed-config.ts";
import { mountForm } from "./mount-form.tsx";
import { runningScript } from "./mount-point.ts";

/** Stands before this code in the same response, inside one block: nothing becomes a global of the host page. */
declare const __CONFIG__: EmbedConfig;

mountForm(__CONFIG__, runningScript());
