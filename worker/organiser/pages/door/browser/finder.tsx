/** Three letters of a name, or a code. */
import { useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { mayComeIn } from "../../../../registration/check-in.ts";
import type { DoorPerson } from "../../../door-person.ts";
import type { Door } from "./door.ts";
import { Icon } from "./icons.tsx";
import { byCode, byName, type Hit } from "./search.ts";

export function Finder({ door, field }: { door: Door; field: RefObject<HTMLInputElement | null> }) {
  const { t, count } = door.words;
  const typed = useSignal("");
  const hits = useSignal<readonly Hit[] | null>(null);
  const sharedCode = useSignal(false);
  useSignalEffect(() => {
    const text = typed.value;
    const people = [...door.list.people.value.values()];
    const names = byName(people, text);
    const show = (coded: readonly Hit[]) => {
      if (typed.peek() !== text) return;
      sharedCode.value = coded.length > 1;
      const known = new Set(coded.map(({ person }) => person.id));
      const all = [...coded, ...names.filter(({ person }) => !known.has(person.id))];
      hits.value = text.trim().length < 3 ? null : all;
    };
    void byCode(people, door.config.event, text).then(show, () => show([]));
  });
  const choose = (person: DoorPerson) => {
    typed.value = "";
    door.press(person);
  };
  return (
    <search class="near">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const [only, ...others] = hits.value ?? [];
          if (only && others.length === 0) choose(only.person);
        }}
      >
        <div class="find">
          <Icon name="find" />
          <input
            ref={field}
            type="search"
            enterkeyhint="search"
            aria-label={t("find")}
            placeholder={t("findShort")}
            autocapitalize="off"
            autocomplete="off"
            autocorrect="off"
            spellcheck={false}
            value={typed}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
            }}
          />
        </div>
      </form>
      <p role="status" class={hits.value?.length === 0 ? "soft" : "hidden"}>
        {hits.value && (hits.value.length === 0 ? t("noHits") : count("hits", hits.value.length))}
      </p>
      {sharedCode.value && <p class="note warn">{t("choose")}</p>}
      {hits.value && hits.value.length > 0 && (
        <ul class="lines">
          {hits.value.map((hit) => (
            <Row key={hit.person.id} door={door} hit={hit} choose={choose} />
          ))}
        </ul>
      )}
    </search>
  );
}

function Row({ door, hit, choose }: { door: Door; hit: Hit; choose(person: DoorPerson): void }) {
  const { person, name } = hit;
  const [before, found, after] = name;
  const { t } = door.words;
  const comesIn = mayComeIn(person) && !door.list.countedOf(person);
  return (
    <li>
      <div>
        <b>
          {before}
          {found && <mark>{found}</mark>}
          {after}
        </b>
        <small>
          <Standing door={door} person={person} />
          {person.organisation && ` · ${person.organisation}`}
        </small>
      </div>
      <button type="button" class={comesIn ? "small" : "second small"} onClick={() => choose(person)}>
        {t(comesIn ? "letIn" : "see")}
        <span class="hidden"> {person.name}</span>
      </button>
    </li>
  );
}

function Standing({ door, person }: { door: Door; person: DoorPerson }) {
  const { t, time } = door.words;
  const counted = door.list.countedOf(person);
  if (person.status === "cancelled") return <span class="st out">{t("is.cancelled")}</span>;
  if (person.status === "waitlisted") return <span class="st wait">{t("is.waiting")}</span>;
  if (person.participation === "digital") return <span class="st dig">{t("is.digital")}</span>;
  return <span class="st">{counted ? t("is.in", { time: time(counted.at), by: counted.by }) : t("is.seat")}</span>;
}
