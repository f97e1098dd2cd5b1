import { scriptPath } from "../../../pages/scripts.ts";

/** What a page with a panel needs: the script that makes Esc, k and j work, and the leave to run it. */
export async function personKeys() {
  return { head: <script src={await scriptPath("person")} defer />, allows: { "script-src": "'self'" } };
}
