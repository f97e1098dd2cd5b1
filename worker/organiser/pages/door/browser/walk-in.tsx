/** A person who is not registered. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Door } from "./door.ts";

export function WalkIn({ door }: { door: Door }) {
  const { t } = door.words;
  const wrong = useSignal<"invalid" | "taken" | null>(null);
  const waits = useSignal(false);
  const details = useRef<HTMLDetailsElement>(null);
  // Sending again after a lost answer repeats the same request.
  const key = useRef<string>(crypto.randomUUID());
  const send = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    if (waits.value) return;
    const form = event.currentTarget;
    const given = new FormData(form);
    const [name, email] = [String(given.get("name") ?? "").trim(), String(given.get("email") ?? "").trim()];
    waits.value = true;
    const outcome = await door.addWalkIn({ name, email, key: key.current });
    waits.value = false;
    wrong.value = outcome === "done" ? null : outcome;
    key.current = crypto.randomUUID();
    if (outcome !== "done" || door.notice.value === t("needsNetwork")) return;
    form.reset();
    if (details.current) details.current.open = false;
  };
  return (
    <details ref={details} class="plain">
      <summary>{t("walkIn")}</summary>
      <form class="stack" noValidate onSubmit={send}>
        <p class="error" role="alert" id="walk-in-error" hidden={wrong.value === null}>
          {wrong.value && t(`walkIn.${wrong.value}`)}
        </p>
        <div class="field">
          <label for="walk-in-name">{t("walkIn.name")}</label>
          <input
            id="walk-in-name"
            name="name"
            autocomplete="off"
            aria-invalid={wrong.value === "invalid" || undefined}
            aria-describedby="walk-in-error"
          />
        </div>
        <div class="field">
          <label for="walk-in-email">{t("walkIn.email")}</label>
          <input
            id="walk-in-email"
            name="email"
            type="email"
            autocomplete="off"
            aria-invalid={wrong.value !== null || undefined}
            aria-describedby="walk-in-error walk-in-mail"
          />
        </div>
        <p class="hint" id="walk-in-mail">
          {t("walkIn.mail")}
        </p>
        <p>
          <button type="submit" aria-disabled={waits.value || undefined}>
            {t("walkIn.add")}
          </button>
        </p>
      </form>
    </details>
  );
}
