/** The verdict fills the screen. Colour, shape, word, sound and vibration all say the same. */
import type { Signal } from "@preact/signals";
import { useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { unreachable } from "../../../../unreachable.ts";
import type { Door, Shown } from "./door.ts";
import { play } from "./feedback.ts";

/** "Velkommen" closes by itself after this time. The others wait for a press. */
const WELCOME_MS = 2_000;

type Look = "" | "twice" | "later" | "no";

const DISC = <circle cx="50" cy="50" r="48" />;
const signs: Record<Look, ComponentChildren> = {
  "": [DISC, <path key="tick" class="glyph" d="M28 52l15 15l29-33" />],
  twice: [
    <path key="triangle" d="M50 3a6 6 0 0 1 5 3l43 76a6 6 0 0 1-5 9H7a6 6 0 0 1-5-9L45 6a6 6 0 0 1 5-3z" />,
    <path key="mark" class="glyph" d="M50 36v22M50 74v1" />,
  ],
  later: [DISC, <path key="hands" class="glyph" d="M50 24v28h19" />],
  no: [
    <path key="stop" d="M30 2h40l28 28v40L70 98H30L2 70V30z" />,
    <path key="cross" class="glyph" d="M35 35l30 30M65 35L35 65" />,
  ],
};

interface Said {
  look: Look;
  heading: string;
  lines: string[];
  /** The action besides continuing. */
  act: "undo" | "let-in" | "admit" | null;
}

function saidOf({ verdict }: Shown, door: Door): Said {
  const { t, time } = door.words;
  switch (verdict.verdict) {
    case "welcome":
      return { look: "", heading: t("verdict.welcome"), lines: [], act: "undo" };
    case "already-in":
      return {
        look: "twice",
        heading: t("verdict.alreadyIn"),
        lines: [t("verdict.alreadyIn.body", { time: time(verdict.at), by: verdict.by })],
        act: "let-in",
      };
    case "waiting": {
      const place = verdict.position === null ? [] : [t("verdict.waiting.place", { position: verdict.position })];
      const lines = [[...place, t("verdict.waiting.body")].join(" ")];
      return { look: "later", heading: t("verdict.waiting"), lines, act: "admit" };
    }
    case "digital":
      return { look: "later", heading: t("verdict.digital"), lines: [t("verdict.waiting.body")], act: "admit" };
    case "cancelled":
      return { look: "no", heading: t("verdict.cancelled"), lines: [t("verdict.waiting.body")], act: "admit" };
    case "other-event":
      return {
        look: "no",
        heading: t("verdict.otherEvent"),
        lines: [t("verdict.otherEvent.body", { event: verdict.event }), t("verdict.unknown.body")],
        act: null,
      };
    case "unknown":
      return { look: "no", heading: t("verdict.unknown"), lines: [t("verdict.unknown.body")], act: null };
    default:
      return unreachable(verdict);
  }
}

interface Props {
  door: Door;
  sound: Signal<boolean>;
  /** The element that gets the focus afterwards. */
  back: RefObject<HTMLInputElement | null>;
}

export function VerdictDialog({ door, sound, back }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = door.shown.value;
  const kind = shown?.verdict.verdict;
  const key = shown && `${kind} ${shown.person?.id} ${shown.nonce}`;
  // Opens before the browser paints, so that a key pressed at once finds the dialog open.
  useLayoutEffect(() => {
    const { current } = dialog;
    if (!current || current.open === Boolean(shown)) return;
    if (shown) return current.showModal();
    current.close();
    back.current?.focus();
  }, [shown]);
  useEffect(() => {
    if (!shown) return;
    play(shown.verdict, sound.value);
    if (kind !== "welcome") return;
    const timer = setTimeout(() => door.next(), WELCOME_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return (
    <dialog
      ref={dialog}
      class={`verdict ${shown ? saidOf(shown, door).look : ""}`.trim()}
      aria-labelledby="verdict"
      onClose={() => door.next()}
    >
      {shown && <Verdict door={door} shown={shown} />}
    </dialog>
  );
}

function Verdict({ door, shown }: { door: Door; shown: Shown }) {
  const { t } = door.words;
  const { person, note } = shown;
  const { look, heading, lines, act } = saidOf(shown, door);
  return (
    <>
      <svg class="sign" viewBox="0 0 100 100" aria-hidden="true">
        {signs[look]}
      </svg>
      <div>
        <div id="verdict">
          <h2>{heading}</h2>
          {person && <p class="who">{person.name}</p>}
        </div>
        {person?.organisation && <p>{person.organisation}</p>}
        {look === "" && person && person.goesTo.length > 0 && (
          <p>{t("goesTo", { places: person.goesTo.join(", ") })}</p>
        )}
        {person?.rehearsal && <p>{t("verdict.rehearsal")}</p>}
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
        <p role="alert" class="said">
          {note}
        </p>
      </div>
      <Acts door={door} shown={shown} act={act} />
    </>
  );
}

/** The safe action comes first and has the focus. */
function Acts({ door, shown, act }: { door: Door; shown: Shown; act: Said["act"] }) {
  const { t } = door.words;
  const { person, nonce } = shown;
  const waits = useSignal(false);
  const admit = async () => {
    if (!person || waits.value) return;
    waits.value = true;
    await door.admit(person);
    waits.value = false;
  };
  return (
    <div class="acts">
      {act === "undo" && person && nonce && (
        <button type="button" onClick={() => door.undo(nonce, person.name)}>
          {t("undo")}
        </button>
      )}
      {act === "let-in" && person && (
        <button type="button" onClick={() => door.letIn(person)}>
          {t("letIn")}
        </button>
      )}
      {act === "admit" && person && (
        <button type="button" aria-disabled={waits.value || undefined} onClick={admit}>
          {t("letIn")}
        </button>
      )}
      {act === null && (
        <button type="button" onClick={() => door.next()}>
          {t("search")}
        </button>
      )}
      <button type="button" class="first" autofocus onClick={() => door.next()}>
        {t("next")}
      </button>
    </div>
  );
}
