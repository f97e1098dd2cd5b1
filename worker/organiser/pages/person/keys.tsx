import { scriptPath } from "../../../pages/scripts.ts";

/** What a page with a panel needs: the script for Esc, k and j, and the permission to run it. */
export async function personKeys() {
  return { head: <script src={await scriptPath("person")} defer />, allows: { "script-src": "'self'" } };
}
