/** Organisers who sign in to our pages, as their browsers and mail programs do it. */
import type { AcceptedMail } from "../local/mail.ts";
import { bindings, call, form, mailsTo } from "./client.ts";

/** A form that one of our own pages sends. */
export function ownForm(fields: Record<string, string> = {}, cookie = ""): RequestInit {
  return { ...form(fields), headers: { accept: "text/html", "sec-fetch-site": "same-origin", cookie } };
}

/** Asks for a link, as the form does. Returns where the browser continues. */
export async function askForLink(email: string, path = "/organiser", env = bindings): Promise<Response> {
  return call("/sign-in?lang=nb", ownForm({ email, path }), env);
}

/** The path of the link in an e-mail. */
export function signInLinkIn(mail: AcceptedMail | undefined): string {
  const link = /https:\/\/pamelding\.example\.no(\/sign-in\/[\w-]+)/.exec(mail?.text ?? "")?.[1];
  if (!link) throw new Error(`No link to sign in with in ${mail?.subject}`);
  return link;
}

/** The link of the latest e-mail, after asking for it. */
export async function newLinkFor(email: string, path?: string, env = bindings): Promise<string> {
  await askForLink(email, path, env);
  return signInLinkIn((await mailsTo(email, env)).at(-1));
}

/** What a browser sends back of the cookie that an answer sets. */
export function cookieOf(answer: Response): string {
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

/** Signs an organiser in. Returns the cookie. */
export async function signIn(email: string, env = bindings): Promise<string> {
  const opened = await call(await newLinkFor(email, undefined, env), ownForm(), env);
  if (opened.status !== 303) throw new Error(`${email} is not signed in: ${opened.status}`);
  return cookieOf(opened);
}

/** Opens a page as a signed-in organiser. */
export function visit(path: string, cookie: string, env = bindings): Promise<Response> {
  return call(path, { headers: { cookie, accept: "text/html" } }, env);
}

/** The hidden fields that the form of a page sends along to an address that begins with `action`. */
export function hiddenIn(html: string, action: string): Record<string, string> {
  const inForm = html.split("<form").find((form) => form.includes(`action="${action}`)) ?? "";
  const fields = inForm.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return Object.fromEntries([...fields].map(([, name = "", value = ""]) => [name, value]));
}
