/**
 * The script of the page behind an attendee's link to the stream (../stream-page.tsx): counts down until the stream opens,
 * then reloads the page, which then has the button. The page has the same information without this script.
 */
import { localTime } from "../../../widget/form/local-time.ts";
import { countdownParts } from "../../registration/countdown.ts";

/** Thousands may wait for the same moment: each page reloads at a random moment within this time, in milliseconds. */
const SPREAD = 5_000;

/** How often the page checks whether the organiser has given the address of the stream, in milliseconds. */
const LOOK_AGAIN = 60_000;

const loaded = Date.now();

function fill(text = "", values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

function countDown(timer: HTMLElement): void {
  const words = JSON.parse(timer.dataset.words ?? "{}") as Record<string, string>;
  const atFirst = Number(timer.dataset.left);
  const reloadAt = atFirst + Math.random() * SPREAD;
  let reloading = false;
  const tick = () => {
    // Counts the time since loading, so that a wrong clock does no harm.
    const passed = Date.now() - loaded;
    const [larger = "", smaller] = countdownParts(atFirst - passed).map(({ unit, count }) =>
      fill(words[`${unit}_${count === 1 ? "one" : "other"}`], { count }),
    );
    const left = smaller ? fill(words.both, { larger, smaller }) : larger;
    const text = left && fill(words.left, { left });
    if (text && text !== timer.textContent) timer.textContent = text;
    if (passed < reloadAt || reloading) return;
    reloading = true;
    location.reload();
  };
  tick();
  setInterval(tick, 1000);
}

const timer = document.querySelector<HTMLElement>("[data-left]");
if (timer) countDown(timer);

const local = document.querySelector<HTMLElement>("[data-starts]");
if (local) {
  const { starts = "", ends = "", offset, words } = local.dataset;
  const language = document.documentElement.lang === "en" ? "en" : "nb";
  const when = localTime({ starts, ends, utcOffset: Number(offset), language });
  if (when) local.textContent = fill(words, { when });
  local.hidden = !when;
}

// Hidden pages check again when they become visible.
if (document.querySelector("[data-look-again]"))
  setInterval(
    () => {
      if (!document.hidden) location.reload();
    },
    LOOK_AGAIN + Math.random() * SPREAD,
  );
