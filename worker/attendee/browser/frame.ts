/**
 * The script of the page in a frame (../frame-page.tsx). It replaces the plain form with the form that partners embed, and
 * tells the host page how high the frame must be. The plain form stays if the script cannot run, or if the frame has no
 * origin (`sandbox` without `allow-same-origin`), since the other form could not register without one.
 */
import type { FrameMessage } from "../frame-message.ts";

/** The least number of milliseconds between two messages to the host page. */
const PAUSE = 100;

const tag = document.currentScript as HTMLScriptElement | null;
const { form, event = "", hosts = "" } = { ...tag?.dataset };

if (form && self.origin !== "null") {
  const script = document.createElement("script");
  // Where supported, the browser waits with the first paint, so it shows only the final form.
  script.setAttribute("blocking", "render");
  script.dataset.target = "#form";
  script.src = form;
  document.head.appendChild(script);
}

/**
 * The origins to send to: the host page's, if the event lists it. If the browser does not tell the host page, all listed
 * origins are tried.
 */
function hostOrigins(): string[] {
  const known = hosts.split(" ").filter(Boolean);
  const parent = location.ancestorOrigins?.[0] ?? (document.referrer && new URL(document.referrer).origin);
  return parent ? known.filter((origin) => origin === parent) : known;
}

function tellHeight(): void {
  const origins = hostOrigins();
  let told = 0;
  let waiting = false;
  const tell = () => {
    waiting = false;
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    const message: FrameMessage = { type: "pamelding:height", event, height };
    for (const origin of origins) parent.postMessage(message, origin);
  };
  new ResizeObserver(() => {
    if (waiting) return;
    waiting = true;
    setTimeout(tell, PAUSE);
  }).observe(document.documentElement);
}

if (parent !== self) tellHeight();

/** Links that leave the form open in a new tab: another page does not belong in the frame. */
document.addEventListener("click", (press) => {
  const link = press.composedPath().find((element) => element instanceof HTMLAnchorElement);
  if (!link || link.target || !/^https?:$/.test(link.protocol)) return;
  const inThePage = link.origin === location.origin && link.pathname === location.pathname && link.hash;
  if (!inThePage) link.target = "_blank";
});
