/** Code for readers to copy: with a button if scripts run, otherwise by selecting it. */
import type { ComponentChildren } from "preact";
import type { Translate } from "../i18n/translate.ts";
import { Icon } from "./parts.tsx";
import { scriptPath } from "./scripts.ts";

/** What a page with `Code` needs: the script for the buttons, and the permission to run it. */
export async function copying() {
  return { head: <script src={await scriptPath("copy")} defer />, allows: { "script-src": "'self'" } };
}

interface CodeProps {
  /** Unique on the page. */
  id: string;
  /** What the code is for. */
  heading: ComponentChildren;
  /** Default: 2. */
  level?: 2 | 3 | 4;
  hint?: ComponentChildren;
  t: Translate;
  children: string;
}

export function Code({ id, heading, level = 2, hint, t, children }: CodeProps) {
  const Heading = `h${level}` as const;
  return (
    <section class="near copied" aria-labelledby={id}>
      <div class="head firm">
        <div>
          <Heading id={id} class="h3">
            {heading}
          </Heading>
          {hint && <p class="soft">{hint}</p>}
        </div>
        <CopyButton of={`${id}-code`} named={id} t={t} />
      </div>
      <pre>
        <code id={`${id}-code`}>{children}</code>
      </pre>
    </section>
  );
}

/** The region that tells the result of pressing a button: once on a page with `Code`. */
export function CopyStatus() {
  return <p role="status" class="hidden" data-copy-status />;
}

/** Hidden until the script shows it. `named`: the heading, which distinguishes it in a list of the page's buttons. */
function CopyButton({ of, named, t }: { of: string; named: string; t: Translate }) {
  return (
    <button
      type="button"
      class="second small"
      id={`${of}-copy`}
      aria-labelledby={`${of}-copy ${named}`}
      data-copies={of}
      data-copied={t("copy.copied")}
      data-marked={t("copy.marked")}
      hidden
    >
      <Icon name="copy" />
      <span>{t("copy.copy")}</span>
    </button>
  );
}
