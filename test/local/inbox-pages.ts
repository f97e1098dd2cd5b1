import { type Failures, failureKinds } from "./failures.ts";
import { escapeHtml as e } from "./http.ts";
import type { AcceptedMail } from "./mail.ts";

/** The inbox as HTML that works without a script; the script only loads new mails. */

export function listPage(mails: readonly AcceptedMail[], failures: Failures): string {
  const rows = [...mails].reverse().map(row).join("\n");
  const list = mails.length > 0 ? `<ol class="mails" reversed>${rows}</ol>` : empty;
  return page(
    "Inbox",
    `<h1>Inbox <span class="count">${mails.length}</span></h1>
<p class="lead">Every e-mail that the service has sent. Nothing here leaves this machine.</p>
<p role="status" class="fresh" hidden>New mail. <a href="/inbox">Show it</a></p>
${list}
${failurePanel(failures)}`,
    mails.length,
  );
}

const empty = `<p class="empty">No mail yet. Register on one of the demo pages, and the confirmation turns up here.</p>`;

function row(mail: AcceptedMail): string {
  const files = mail.attachments.length > 0 ? ` · ${mail.attachments.length} attached` : "";
  return `<li><a href="/inbox/${mail.id}">
<span class="subject">${e(mail.subject)}</span>
<span class="to">${e(mail.from.replace(/ *<[^<>]*>$/, "").replaceAll(/^"|"$/g, ""))} → ${e(mail.to.join(", "))}</span>
<span class="meta">${time(mail.acceptedAt)}${files}</span>
${badge(mail)}</a></li>`;
}

function failurePanel(failures: Failures): string {
  const { rates, next } = failures.describe();
  const now = [
    ...Object.entries(rates).map(([kind, rate]) => `${kind} for ${Math.round(rate * 100)} % of requests`),
    ...(next.length > 0 ? [`the next ${next.length}: ${[...new Set(next)].join(", ")}`] : []),
  ];
  const options = Object.entries(failureKinds)
    .map(([kind, meaning]) => `<option value="${kind}">${kind}: ${meaning}</option>`)
    .join("");
  const state = now.length > 0 ? `<strong class="failing">Failing now: ${e(now.join("; "))}.</strong>` : "All is well.";
  return `<section class="panel" aria-labelledby="failures"><h2 id="failures">Make the provider fail</h2>
<p>${state}</p>
<form method="post" action="/control/failures">
<label>How <select name="kind">${options}</select></label>
<label>The next … requests <input name="next" type="number" min="0" max="10000" value="1" inputmode="numeric"></label>
<label>or a share of all, 0–1 <input name="rate" type="number" min="0" max="1" step="0.05" placeholder="0.2" inputmode="decimal"></label>
<p class="hint">Set “the next” to 0 for a share to count.</p>
<button>Fail</button>
<button name="kind" value="none" class="quiet" formnovalidate>Work again</button>
</form>
<form method="post" action="/control/clear"><button class="quiet">Empty the inbox</button></form></section>`;
}

/** How the HTML part is shown: the width of the window, and light or dark. */
export interface MailView {
  width: string;
  scheme: string;
}

const widths = { full: "As wide as here", "600": "600 px", "320": "320 px" };
const schemes = { system: "This machine's colours", light: "Light", dark: "Dark" };

/** Links, so that it works without a script, and each view has an address. */
function viewLinks(mail: AcceptedMail, { width, scheme }: MailView): string {
  const group = (label: string, name: keyof MailView, choices: Record<string, string>, chosen: string) =>
    `<nav aria-label="${label}">${Object.entries(choices)
      .map(([choice, text]) => {
        const query = new URLSearchParams({ width, scheme, [name]: choice });
        const current = choice === chosen ? ' aria-current="true"' : "";
        return `<a href="/inbox/${mail.id}?${e(String(query))}"${current}>${text}</a>`;
      })
      .join(" ")}</nav>`;
  return `<div class="views">${group("Width", "width", widths, width)}${group("Colours", "scheme", schemes, scheme)}</div>`;
}

/** The view in the address; unknown values give the default. */
export function viewIn(query: URLSearchParams): MailView {
  const known = (value: string | null, choices: object, usual: string) =>
    value !== null && Object.hasOwn(choices, value) ? value : usual;
  return {
    width: known(query.get("width"), widths, "full"),
    scheme: known(query.get("scheme"), schemes, "system"),
  };
}

export function mailPage(mail: AcceptedMail, view: MailView): string {
  const headers: [string, string][] = [
    ["From", mail.from],
    ["To", mail.to.join(", ")],
    ...(mail.cc.length > 0 ? ([["Cc", mail.cc.join(", ")]] satisfies [string, string][]) : []),
    ["Reply-To", mail.replyTo.join(", ") || "–"],
    ["Accepted", mail.acceptedAt],
    ["Id", mail.id],
    ["Idempotency-Key", mail.idempotencyKey ?? "–"],
    ...Object.entries(mail.headers),
    ...mail.tags.map((tag): [string, string] => [`Tag ${tag.name}`, tag.value]),
  ];
  const list = headers.map(([name, value]) => `<div><dt>${e(name)}</dt><dd>${e(value)}</dd></div>`).join("\n");
  return page(
    mail.subject,
    `<p class="back"><a href="/inbox">← Inbox</a></p>
<h1>${e(mail.subject)}</h1>
<p>${badge(mail)} ${time(mail.acceptedAt)} · to ${e(mail.to.join(", "))}</p>
${attachments(mail)}
<h2>HTML part</h2>${mail.html === null ? "<p>None.</p>" : `${viewLinks(mail, view)}${frame(withPictures(mail), view)}`}
<h2>Text part</h2>${mail.text === null ? "<p>None.</p>" : `<pre tabindex="0">${linked(mail.text)}</pre>`}
<h2>Headers</h2><dl>${list}</dl>
<p><a href="/inbox/${mail.id}.json">As JSON</a></p>`,
  );
}

/** A page cannot set the result of a media query in a frame of another origin, so the query is replaced here. */
function inScheme(html: string, scheme: string): string {
  if (scheme === "system") return html;
  return html.replaceAll(/\(prefers-color-scheme: ?dark\)/g, scheme === "dark" ? "all" : "not all");
}

/** Puts attached pictures where the HTML part shows them, as mail clients do (RFC 2392). */
function withPictures({ html, attachments }: AcceptedMail): string {
  return attachments.reduce(
    (shown, { contentId, contentType, content }) =>
      contentId ? shown.replaceAll(`"cid:${contentId}"`, `"data:${contentType};base64,${content}"`) : shown,
    html ?? "",
  );
}

/** No script, no forms, no same origin; links open beside the inbox, as they do in a mail client. */
function frame(html: string, { width, scheme }: MailView): string {
  const document = `<base target="_blank">${inScheme(html, scheme)}`;
  return `<iframe class="width-${width}" title="The mail's HTML part" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${e(document)}"></iframe>`;
}

function linked(text: string): string {
  return e(text).replace(/https?:\/\/[^\s<>]+[^\s<>.,)]/g, (url) => `<a href="${url}">${url}</a>`);
}

function attachments(mail: AcceptedMail): string {
  if (mail.attachments.length === 0) return "";
  const files = mail.attachments.map((file, index) => {
    const size = Math.ceil((file.content.length * 3) / 4 / 1024);
    return `<li><a href="/inbox/${mail.id}/attachments/${index}">${e(file.filename)}</a> <span class="meta">${e(file.contentType)}, ${size} kB</span></li>`;
  });
  return `<h2>Attachments</h2><ul class="files">${files.join("")}</ul>`;
}

export function missingPage(): string {
  return page("No such mail", `<h1>No such mail</h1><p><a href="/inbox">← Inbox</a></p>`);
}

function badge(mail: AcceptedMail): string {
  return `<span class="badge ${mail.status}">${mail.status}</span>`;
}

/** In this machine's time zone: the page is read on the machine that serves it. */
function time(iso: string): string {
  const shown = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium" }).format(new Date(iso));
  return `<time datetime="${iso}">${shown}</time>`;
}

function page(title: string, main: string, mailCount?: number): string {
  const watch = mailCount === undefined ? "" : `<script src="/inbox.js" defer data-count="${mailCount}"></script>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(title)} – Resend stand-in</title><link rel="stylesheet" href="/inbox.css">${watch}</head>
<body><header><a href="/inbox">Resend stand-in</a></header><main>${main}</main></body></html>`;
}
