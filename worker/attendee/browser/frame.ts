/**
 * The script of the page that stands in a frame (../frame-page.tsx). It puts the form that partners embed in the place of the
 * plain one, and tells the host page how high the frame must be. The plain form stays where the script cannot run, and where
 * the frame has no origin (`sandbox` without `allow-same-origin`), from which the other one could not register.
 */
import type { FrameMessage } from "../frame-message.ts";

/** Milliseconds between two messages to the host page, at least. */
const PAUSE = 100;

const tag = document.currentScript as HTMLScriptElement | null;
const { form, event = "", hosts = "" } = { ...tag?.dataset };

if (form && self.origin !== "null") {
  const script = document.createElement("script");
  // The first paint shows the form that stays, where the browser can wait for it.
  script.setAttribute("blocking", "render");
  script.dataset.target = "#form";
  script.src = form;
  document.head.appendChild(script);
}

/** Where to send: to the host page if the event knows it. A browser that does not say which page that is, tries them all. */
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

/** A link that leads out of the form leads into a tab of its own: the frame is no place for another page. */
document.addEventListener("click", (press) => {
  const link = press.composedPath().find((element) => element instanceof HTMLAnchorElement);
  if (!link || link.target || !/^https?:$/.test(link.protocol)) return;
  const inThePage = link.origin === location.origin && link.pathname === location.pathname && link.hash;
  if (!inThePage) link.target = "_blank";
});
