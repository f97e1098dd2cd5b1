import type { ComponentChildren } from "preact";
import type { FormMessage } from "../messages.ts";
import type { View } from "../view.ts";
import { Optional } from "./text-field.tsx";

interface Props {
  view: View;
  /** The part of the request inside: opened when something in it needs mending. */
  field: string;
  heading: FormMessage;
  hint: FormMessage;
  children: ComponentChildren;
}

/** What most people have no use for, a press away. Once opened, only the reader closes it. */
export function Folded({ view, field, heading, hint, children }: Props) {
  const { summary, brought } = view.state;
  // It must not hide what is filled in: by a draft, on the manage page, or after an error where no script runs.
  const filled = Object.keys(brought).some((name) => name.startsWith(`${field}.`) && brought[name]);
  return (
    <details open={filled || summary.some((error) => error.field.startsWith(field)) || undefined}>
      <summary>
        <span>
          {view.say(heading)} <Optional view={view} />
        </span>
      </summary>
      <p class="hint">{view.say(hint)}</p>
      {children}
    </details>
  );
}
