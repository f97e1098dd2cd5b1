/** The whole screen. It names nobody until three letters are typed, since people in line can see it. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Door } from "./door.ts";
import { Finder } from "./finder.tsx";
import { LastIn } from "./last-in.tsx";
import { Lens } from "./lens.tsx";
import { VerdictDialog } from "./verdict-dialog.tsx";
import { WalkIn } from "./walk-in.tsx";

export function DoorScreen({ door }: { door: Door }) {
  const { t } = door.words;
  const sound = useSignal(true);
  const find = useRef<HTMLInputElement>(null);
  if (door.ended.value !== null) return <Ended door={door} unsent={door.ended.value} />;
  const { inside, all } = door.list.inside.value;
  return (
    <>
      <div class="head">
        <h2>{door.config.door}</h2>
        <span class="num" data-inside={inside}>
          {door.list.loaded.value ? t("inside", { inside, all }) : t("loading")}
        </span>
      </div>
      <Connection door={door} />
      <RefusedLater door={door} />
      <p role="status" class={door.notice.value ? "note" : "hidden"}>
        {door.notice}
      </p>
      <Lens door={door} sound={sound} />
      <Finder door={door} field={find} />
      <LastIn door={door} />
      <WalkIn door={door} />
      <VerdictDialog door={door} sound={sound} back={find} />
    </>
  );
}

/** Says since when there is no network, and how many check-ins wait, in words. */
function Connection({ door }: { door: Door }) {
  const { t, count, time } = door.words;
  const since = door.offlineSince.value;
  const pending = door.list.pending.value;
  return (
    <div role="status" class="near">
      {since !== null && (
        <p class="note warn">
          <b>{t("offline", { time: time(since) })}</b> {pending > 0 && count("offlineQueue", pending)}
        </p>
      )}
      {door.list.forgetful.value && <p class="note warn">{t("notKept")}</p>}
    </div>
  );
}

/** All of them, since a door that was long without network may have let in several. */
function RefusedLater({ door }: { door: Door }) {
  const { t } = door.words;
  const people = door.refused.value;
  const close = () => {
    door.refused.value = [];
  };
  return (
    <div role="status" class={people.length > 0 ? "note bad" : "hidden"}>
      {people.map(({ nonce, name }) => (
        <p key={nonce}>{t("refused", { name })}</p>
      ))}
      {people.length > 0 && (
        <button type="button" class="second small" onClick={close}>
          {t("close")}
        </button>
      )}
    </div>
  );
}

function Ended({ door, unsent }: { door: Door; unsent: number }) {
  const { t, count } = door.words;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="stack">
      <h2 ref={heading} tabIndex={-1}>
        {t("ended")}
      </h2>
      {unsent > 0 && <p class="note bad">{count("endedQueue", unsent)}</p>}
      <p>
        <a class="button" href={door.config.path}>
          {t("again")}
        </a>
      </p>
    </div>
  );
}
