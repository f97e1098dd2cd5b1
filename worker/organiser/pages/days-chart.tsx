/** Registrations per day as bars, and the same numbers as a table. */
import { dayMonth } from "../../i18n/dates.ts";
import type { Translate } from "../../i18n/translate.ts";
import { dayFrom } from "../../registration/local-time.ts";

export interface Days {
  /** Registrations by day, `2026-11-09`, in order. */
  counts: readonly (readonly [day: string, count: number])[];
  /** The last day of registration. */
  lastDay: string;
}

/** The drawing is in percent across and pixels down, so that text keeps its size on a phone. */
const LEFT = 5;
const TOP = 40;
const BASE = 214;
const LABELS = BASE + 20;

/** In percent: further left, "today" would overlap the label of the first day on a phone. */
const FIRST_LABEL = 35;

/** The chart has room for at least so many days, so that the first ones do not fill it. */
const PLACES_MIN = 14;

/** The step between the lines: 1, 2 or 5 times a power of ten, so that there are two to five lines. */
export function lineStep(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  for (const factor of [0.2, 0.5, 1]) if (most / (power * factor) <= 5) return Math.max(1, power * factor);
  return power * 2;
}

export function DaysChart({ days, t }: { days: Days; t: Translate }) {
  const { counts, lastDay } = days;
  const [first] = counts;
  const newest = counts.at(-1);
  if (!first || !newest) return <p>{t("organiser.days.none")}</p>;
  const most = Math.max(...counts.map(([, count]) => count), 1);
  const step = lineStep(most);
  const lines = Array.from({ length: Math.floor(most / step) }, (_, index) => (index + 1) * step);
  const untilLast = daysBetween(first[0], lastDay) + 1;
  const place = (day: string) => daysBetween(first[0], day);
  const today = place(newest[0]);
  const places = Math.max(today + 1, untilLast, PLACES_MIN);
  const width = (100 - LEFT) / places;
  const x = (index: number) => LEFT + width * (index + 0.5);
  const y = (count: number) => BASE - (count / Math.max(most, step)) * (BASE - TOP);
  const name = (day: string) => dayMonth(t, Date.parse(`${day}T12:00Z`), "UTC");
  return (
    <>
      <svg
        class="chart"
        role="img"
        aria-label={t("organiser.days.summary", { first: name(first[0]), most, day: name(busiest(counts)) })}
      >
        {lines.map((count) => (
          <g key={count}>
            <line x1={`${LEFT}%`} x2="100%" y1={y(count)} y2={y(count)} />
            <text x="0" y={y(count) + 4}>
              {count}
            </text>
          </g>
        ))}
        {counts.map(([day, count]) => (
          <rect
            key={day}
            class="bar"
            x={`${x(place(day)) - width * 0.32}%`}
            width={`${width * 0.64}%`}
            y={y(count)}
            height={BASE - y(count)}
            rx="2"
          />
        ))}
        <line x1={`${LEFT}%`} x2="100%" y1={BASE} y2={BASE} />
        <text
          class={today > 0 && today < places - 1 && x(today) < FIRST_LABEL ? "wide" : undefined}
          x={`${LEFT}%`}
          y={LABELS}
        >
          {name(first[0])}
        </text>
        {untilLast > 0 && (
          <>
            <line class="mark-line" x1={`${x(untilLast - 1)}%`} x2={`${x(untilLast - 1)}%`} y1="18" y2={BASE} />
            <text class="strong" x="100%" y="12" text-anchor="end">
              {t("organiser.days.last", { day: name(lastDay) })}
            </text>
          </>
        )}
        {today > 0 && today < places - 1 && (
          <text class="strong" x={`${x(today)}%`} y={LABELS} text-anchor="middle">
            {t("organiser.days.latest", { day: name(newest[0]) })}
          </text>
        )}
      </svg>
      <details class="plain">
        <summary>{t("organiser.days.table")}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("organiser.days.week")}</th>
              <th scope="col">{t("organiser.days.registered")}</th>
              <th scope="col">{t("organiser.days.total")}</th>
            </tr>
          </thead>
          <tbody>
            {weeksOf(counts).map(({ from, to, count, total }) => (
              <tr key={from}>
                <th scope="row">{`${name(from)} – ${name(to)}`}</th>
                <td>{count}</td>
                <td>{total}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / 86_400_000);
}

function busiest(counts: Days["counts"]): string {
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? "";
}

interface Week {
  from: string;
  to: string;
  count: number;
  total: number;
}

/** The counts by week, beginning on Monday (ISO 8601); the first and last week may be shorter. */
export function weeksOf(counts: Days["counts"]): Week[] {
  const weeks: Week[] = [];
  let total = 0;
  for (const [day, count] of counts) {
    total += count;
    const week = weeks.at(-1);
    if (week && day <= sundayOf(week.from)) Object.assign(week, { to: day, count: week.count + count, total });
    else weeks.push({ from: day, to: day, count, total });
  }
  return weeks;
}

function sundayOf(day: string): string {
  return dayFrom(day, (7 - new Date(`${day}T00:00Z`).getUTCDay()) % 7);
}
