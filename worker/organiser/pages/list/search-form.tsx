/** The search and the filters of the list, in one form, so that set filters stay set. */
import { inLanguage, languages } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { Icon } from "../../../pages/parts.tsx";
import {
  addedByConditions,
  type Condition,
  type ListFilter,
  mailConditions,
  SEARCH_MAX,
} from "../../../registration/list-filter.ts";
import { listFilterQuery } from "../../../registration/list-query.ts";
import { dayAt } from "../../../registration/local-time.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import { type ListState, listPath, stateQuery } from "./state.ts";
import { choicesOf, mailInWords } from "./words.ts";

interface FormProps {
  event: StoredEvent;
  state: ListState;
  t: Translate;
}

/** The conditions that have a field in the form. */
const withFields: readonly Condition[] = [
  "search",
  "partner",
  "language",
  "answer",
  "registeredFrom",
  "registeredBefore",
  "mail",
  "hasQuestion",
  "checkedIn",
  "joined",
  "held",
  "addedBy",
];

export function SearchForm({ event, state, t }: FormProps) {
  const { definition } = event;
  const { filter } = state;
  return (
    <search>
      <form class="near" action={listPath(definition.slug)}>
        <Kept state={state} />
        <div class="acts">
          <div class="find">
            <Icon name="search" />
            <input
              type="search"
              name="search"
              value={filter.search ?? ""}
              maxLength={SEARCH_MAX}
              aria-label={t("organiser.list.searchLabel")}
              placeholder={t("organiser.list.searchHint")}
              autocomplete="off"
            />
          </div>
          <button type="submit" class="second">
            {t("organiser.list.search")}
          </button>
        </div>
        <details class="plain">
          <summary>{t("organiser.list.filters")}</summary>
          <div class="filters">
            <Choice
              name="partner"
              label={t("organiser.list.from")}
              value={filter.partner}
              options={Object.entries(definition.partners).map(([key, { name }]) => [key, name])}
              t={t}
            />
            <Choice
              name="language"
              label={t("csv.language")}
              value={filter.language}
              options={languages.map((language) => [language, t(`lang.${language}`)])}
              t={t}
            />
            <Answers event={event} filter={filter} t={t} />
            <Day name="registeredFrom" filter={filter} timeZone={definition.timeZone} t={t} />
            <Day name="registeredBefore" filter={filter} timeZone={definition.timeZone} t={t} />
            <Choice
              name="mail"
              label={t("organiser.list.mail")}
              value={filter.mail}
              options={mailConditions.map((mail) => [mail, mailInWords(mail, t)])}
              t={t}
            />
            <Choice
              name="addedBy"
              label={t("organiser.list.addedBy")}
              value={filter.addedBy}
              options={addedByConditions.map((by) => [by, t(`organiser.list.addedBy.${by}`)])}
              t={t}
            />
            {(["hasQuestion", "checkedIn", "joined", "held"] as const).map((name) => (
              <Choice
                key={name}
                name={name}
                label={t(`organiser.list.${name}`)}
                value={filter[name] === undefined ? undefined : String(filter[name])}
                options={[
                  ["true", t("csv.value.yes")],
                  ["false", t("csv.value.no")],
                ]}
                t={t}
              />
            ))}
            <button type="submit" class="second">
              {t("organiser.list.apply")}
            </button>
          </div>
        </details>
      </form>
    </search>
  );
}

/** Hidden fields for what the form does not show: conditions of the tab, the order, and negations. */
function Kept({ state }: { state: ListState }) {
  const query = stateQuery({ ...state, position: { at: "start" }, person: null });
  const fields = withFields as readonly string[];
  return (
    <>
      {[...query].flatMap(([name, value]) =>
        fields.includes(name) ? [] : [<input key={`${name} ${value}`} type="hidden" name={name} value={value} />],
      )}
    </>
  );
}

interface ChoiceProps {
  name: Condition;
  label: string;
  value: string | undefined;
  options: readonly (readonly [value: string, text: string])[];
  t: Translate;
}

/** A former partner in the address stays an option. */
function Choice({ name, label, value, options, t }: ChoiceProps) {
  const known = value === undefined || options.some(([key]) => key === value);
  return (
    <label>
      {label}
      <select name={name}>
        <option value="">{t("organiser.list.any")}</option>
        {[...options, ...(known ? [] : [[value, value] as const])].map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({
  name,
  filter,
  timeZone,
  t,
}: {
  name: "registeredFrom" | "registeredBefore";
  filter: ListFilter;
  timeZone: string;
  t: Translate;
}) {
  const at = filter[name];
  return (
    <label>
      {t(`organiser.list.${name}`)}
      <input type="date" name={name} value={at === undefined ? "" : dayAt(at, timeZone)} />
    </label>
  );
}

/** One select for all questions with options, since a list is filtered by one answer. */
function Answers({ event, filter, t }: { event: StoredEvent; filter: ListFilter; t: Translate }) {
  const choices = choicesOf(event);
  if (choices.length === 0) return null;
  const [chosen = ["", ""]] = listFilterQuery({ answer: filter.answer });
  return (
    <label>
      {t("organiser.list.answer")}
      <select name="answer">
        <option value="">{t("organiser.list.any")}</option>
        {choices.map(({ key, label, options }) => (
          <optgroup key={key} label={inLanguage(label, t.language).text}>
            {options.map((option) => (
              <option key={option.key} value={`${key}.${option.key}`} selected={chosen[1] === `${key}.${option.key}`}>
                {inLanguage(option.label, t.language).text}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
