/** The audience of an announcement: the filter as chips, the number of people, and their languages. */
import { languages } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import { timesOf } from "../../../registration/event-times.ts";
import { type Condition, conditionsOf, isNegated, type ListFilter } from "../../../registration/list-filter.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import { conditionInWords } from "../list/words.ts";
import { choiceKey } from "./choice-key.ts";
import type { Sizes } from "./sizes.ts";

interface AudienceProps {
  event: StoredEvent;
  filter: ListFilter;
  sizes: Sizes;
  now: number;
  t: Translate;
}

/** Every button saves what was typed first. */
export function Audience({ event, filter, sizes, now, t }: AudienceProps) {
  const { total, byLanguage } = sizes;
  const read = languages
    .filter((language) => byLanguage[language] > 0)
    .map((language) =>
      t("organiser.write.byLanguage", {
        count: byLanguage[language],
        language: t(`organiser.write.language.${language}`),
      }),
    );
  return (
    <div class="near">
      <fieldset class="chips">
        <legend class="hidden">{t("organiser.write.recipients")}</legend>
        <b aria-hidden="true">{t("organiser.write.to")}</b>
        {conditionsOf(filter).length === 0 && <span class="chip bare">{t("organiser.write.everyone")}</span>}
        {conditionsOf(filter).map((name) => (
          <Chip key={name} event={event} filter={filter} name={name} t={t} />
        ))}
        <button type="submit" class="quiet" name="do" value={choiceKey({ choice: "list" })}>
          {t("organiser.write.change")}
        </button>
      </fieldset>
      <p class="num">
        <b>{t.count("organiser.write.count", total)}</b>
        {total > 0 && <span class="soft"> {read.join(", ")}.</span>}
      </p>
      {total === 0 && <p>{t("organiser.write.nobody")}</p>}
      <p class="ready">
        <span class="soft">{t("organiser.write.ready")}</span>
        {readyAudiences(event.definition, now).map(({ key, query }) => (
          <button key={key} type="submit" class="quiet" name="do" value={choiceKey({ choice: "audience", query })}>
            {t(`organiser.write.ready.${key}`)}
          </button>
        ))}
      </p>
    </div>
  );
}

function Chip({ event, filter, name, t }: Pick<AudienceProps, "event" | "filter" | "t"> & { name: Condition }) {
  const words = conditionInWords(event, filter, name, t);
  const negated = isNegated(filter, name);
  return (
    <span class={negated ? "chip not" : "chip"}>
      {negated && (
        <button
          type="submit"
          name="do"
          value={choiceKey({ choice: "turn", condition: name })}
          title={t("organiser.list.turnBack", { condition: words })}
        >
          <span aria-hidden="true">{t("organiser.list.not")}</span>
          <span class="hidden">{t("organiser.list.turnBack", { condition: words })}</span>
        </button>
      )}
      {words}
      <button type="submit" name="do" value={choiceKey({ choice: "without", condition: name })}>
        <span aria-hidden="true">×</span>
        <span class="hidden">{t("organiser.list.remove", { condition: words })}</span>
      </button>
    </span>
  );
}

type ReadyKey = "all" | "waiting" | "absent";

/** Common audiences. Who did not come is known only after the event has begun. */
function readyAudiences(event: EventDefinition, now: number): { key: ReadyKey; query: string }[] {
  return [
    { key: "all", query: "" },
    { key: "waiting", query: "status=waitlisted" },
    ...(now >= timesOf(event).starts
      ? [{ key: "absent" as const, query: "status=confirmed&participation=in-person&checkedIn=false" }]
      : []),
  ];
}
