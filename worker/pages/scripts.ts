import { scripts } from "../../dist/page-scripts.js";
import { sha256 } from "../security/crypto.ts";

/** The scripts of our own pages (vite.config.ts). Every page works without them. */
export type ScriptName = keyof typeof scripts;

const versions = new Map<ScriptName, string>();

/** The path of a script. It changes with the script, so that browsers may keep it for ever. */
export async function scriptPath(name: ScriptName): Promise<string> {
  const version = versions.get(name) ?? (await sha256(scripts[name])).slice(0, 16);
  versions.set(name, version);
  return `/${name}-${version}.js`;
}

/** The script served under such a path; undefined if no script has this name. */
export function scriptUnder(file: string): string | undefined {
  const [name = ""] = file.split("-");
  return Object.hasOwn(scripts, name) ? scripts[name as ScriptName] : undefined;
}
