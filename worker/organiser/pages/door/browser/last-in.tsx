/** The last ten people who came in, at any door. This device can undo its own presses. */
import type { Door } from "./door.ts";

const NOW_MS = 60_000;

export function LastIn({ door }: { door: Door }) {
  const { t, count, time } = door.words;
  const pending = door.list.pending.value;
  const last = door.list.last.value;
  return (
    <section aria-labelledby="last" class="near">
      <div class="head">
        <h3 id="last">{t("last")}</h3>
        {pending > 0 && (
          <span class="st wait" data-pending={pending}>
            {count("pending", pending)}
          </span>
        )}
      </div>
      {last.length === 0 && <p class="soft">{t("lastNone")}</p>}
      {last.length > 0 && (
        <ul class="lines">
          {last.map(({ person, counted, mine }) => (
            <li key={person.id}>
              <div>
                <b>{person.name}</b>
                <small>
                  {person.organisation && `${person.organisation} · `}
                  {Date.now() - counted.at < NOW_MS ? t("now") : time(counted.at)}
                  {!mine && `, ${counted.by}`}
                </small>
              </div>
              {mine && (
                <button type="button" class="second small" onClick={() => door.undo(counted.nonce, person.name)}>
                  {t("undo")}
                  <span class="hidden"> {person.name}</span>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
