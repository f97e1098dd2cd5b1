/** The parts of pages, besides the ticket. */
import type { ComponentChildren } from "preact";
import type { LocalText } from "../i18n/language.ts";

/** A text that may be in another language than the page (WCAG 3.1.2). */
export function Local({ of: { text, lang } }: { of: LocalText }) {
  return lang ? <span lang={lang}>{text}</span> : text;
}

/** Says what was just done, or why nothing was done. */
export function Notice({ tone, children }: { tone: "info" | "warning" | "danger"; children: ComponentChildren }) {
  const look = { info: "good", warning: "warn", danger: "bad" }[tone];
  return (
    <div class={`note near ${look}`} role={tone === "info" ? "status" : "alert"}>
      {children}
    </div>
  );
}

/** Line drawings of 24 by 24. They are used beside words and are hidden from screen readers. */
const drawings = {
  calendar: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
  place: "M12 21s7-6.3 7-11.5a7 7 0 0 0-14 0C5 14.7 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.5 2.7-6 6-6s6 2.5 6 6M16 4.5a3.5 3.5 0 0 1 0 6.5M17 14.3c2.4.7 4 3 4 5.7",
  swap: "M4 8h14l-4-4M20 16H6l4 4",
  "hand-over": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.5 2.7-6 6-6s6 2.5 6 6M16 8h6M19 5v6",
  leave: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  download: "M12 4v11M7 11l5 5 5-5M4 20h16",
  mail: "M3 6h18v12H3zM3 7l9 7 9-7",
  copy: "M8 8h12v12H8zM5 16H4V4h12v1",
  screen: "M3 5h18v12H3zM8 21h8M12 17v4",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L21 21",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  overview: "M4 19h16M6 19v-6M10.5 19V6M15 19v-9M19 19v-4",
  edit: "M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4",
  door: "M5 21V4l10-1v18M15 5h4v16M3 21h18M12 12h.5",
  up: "M12 20V5M6 11l6-6 6 6",
  down: "M12 4v15M6 13l6 6 6-6",
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14",
} as const;
export type IconName = keyof typeof drawings;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={drawings[name]} />
    </svg>
  );
}

/** Terms with their values, in the given order; terms without a value are left out. */
export function Facts({ facts, class: look }: { facts: readonly Fact[]; class?: string }) {
  return (
    <dl class={look}>
      {facts.map((fact) => fact && [<dt key={`${fact[0]} term`}>{fact[0]}</dt>, <dd key={fact[0]}>{fact[1]}</dd>])}
    </dl>
  );
}
export type Fact = readonly [term: ComponentChildren, fact: ComponentChildren] | null | false | undefined;

/** One thing that the reader may want to do, and what follows from it. */
export interface Errand {
  icon: IconName;
  verb: string;
  consequence: ComponentChildren;
  href: string;
}

/** Errands as rows, the likely ones first. `label` asks what the reader wants. */
export function Errands({ label, errands }: { label: string; errands: readonly Errand[] }) {
  if (errands.length === 0) return null;
  return (
    <ul class="errands" aria-label={label}>
      {errands.map(({ icon, verb, consequence, href }) => (
        <li key={href}>
          <a href={href}>
            <Icon name={icon} />
            <span>
              <b>{verb}</b> <small>{consequence}</small>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** A link that looks like a button. The page's main action is first and has no `look`. */
export function ButtonLink({
  href,
  icon,
  look = "",
  children,
}: {
  href: string;
  icon?: IconName;
  look?: "second" | "quiet" | "second small" | "";
  children: ComponentChildren;
}) {
  return (
    <a class={`button ${look}`.trim()} href={href}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  );
}

/** A button that posts to `action` by itself, with `fields` beside it. */
export function PostButton({
  action,
  look,
  fields = {},
  children,
}: {
  action: string;
  look?: "second" | "stop" | "quiet" | "second small";
  fields?: Readonly<Record<string, string>>;
  children: ComponentChildren;
}) {
  return (
    <form method="post" action={action}>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" key={name} name={name} value={value} />
      ))}
      <button type="submit" class={look}>
        {children}
      </button>
    </form>
  );
}
