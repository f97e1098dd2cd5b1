import { join } from "node:path";
import { Resend } from "resend";
import { runnerImport } from "vite";
import type * as Preview from "../../worker/mail/preview.ts";
import type * as EventModule from "../../worker/registration/event-definition.ts";
import { startResendStandIn } from "./resend.ts";
import { comingSamskaping } from "./seed.ts";
import { projectDir } from "./worker-process.ts";

/** `npm run mail:preview`: an inbox with every kind of e-mail, in every language, until Ctrl-C. */

// Node cannot run JSX by itself.
const load = async <T>(file: string) =>
  (await runnerImport<T>(join(projectDir, file), { configFile: false, root: projectDir })).module;
const { previewMails, previewServiceMails } = await load<typeof Preview>("worker/mail/preview.ts");
const { eventDefinition } = await load<typeof EventModule>("worker/registration/event-definition.ts");

const event = eventDefinition.parse(comingSamskaping(new Date()));
const inbox = await startResendStandIn({ requestsPerSecond: null });
const resend = new Resend("re_preview", { baseUrl: inbox.url });
// The newest is on top, so add the first kind last.
for (const { name, language, mail } of [...previewMails(event), ...previewServiceMails()].reverse()) {
  const { error } = await resend.emails.send({ ...mail, to: `"${name} (${language})" <${mail.to}>` });
  if (error) throw new Error(`${name} (${language}): ${error.message}`);
}
console.log(`${inbox.mails().length} e-mails: ${inbox.url}/inbox\nCtrl-C stops it.`);
