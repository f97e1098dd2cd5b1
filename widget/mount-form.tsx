import { effect } from "@preact/signals";
import { type ComponentChildren, createRef, options, render, type VNode } from "preact";
import type { EmbedConfig, FormEvent } from "./embed-config.ts";
import { keepDraft, readDraft } from "./form/draft.ts";
import { createFormActions } from "./form/form-actions.ts";
import { FormContext } from "./form/form-context.ts";
import { createFormModel, type FormModel } from "./form/form-model.ts";
import { localTime } from "./form/local-time.ts";
import { RegistrationForm } from "./form/registration-form.tsx";
import { createHost } from "./host-element.ts";
import { mount, whenReadable } from "./mount-point.ts";
import css from "./style.css?inline";
import { createTranslator, type Translate } from "./translate.ts";

/** Makes elements with a class, and fields, labels and buttons, parts that a host page may style with `::part()`. */
const { vnode: before } = options;
options.vnode = (vnode) => {
  const { type, props } = vnode as VNode<{ class?: string; part?: string }>;
  if (typeof type === "string") {
    const name = props.class || (/^(label|input|textarea|button)$/.test(type) && type);
    if (name) props.part = name;
  }
  before?.(vnode);
};

/** Puts the form where the page's author wants it. `script`: the tag, if there is one. */
export function mountForm(config: EmbedConfig, script: HTMLScriptElement | null): void {
  const { slug, partner, event } = config;
  const { mode = "", draft = "", facts = "" } = { ...script?.dataset };
  const tag = { ...config, script };
  const t = createTranslator(config.texts);
  const draw = (label = "") =>
    createHost(slug, partner, (host) => {
      host.lang = config.language;
      const root = host.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      // The partner's accent, and the form's background as the text colour on it. Their contrast was checked with the
      // definition (accent.ts).
      const accent = event?.accent;
      sheet.replaceSync(accent ? `${css}.pamelding{--_own:${accent};--_own-on:var(--_paper)}` : css);
      root.adoptedStyleSheets = [sheet];
      keepEventsInside(root);
      const form = event ? (
        openForm(event, t, {
          host,
          service: config.service,
          keepsDraft: draft !== "off",
          hidesFacts: facts === "off",
        })
      ) : (
        <p class="pamelding">{t("state.notFound")}</p>
      );
      render(mode === "button" ? dialogWith(form, label || t("button.openForm"), t("button.close")) : form, root);
    });
  whenReadable(tag, () => {
    const host = mount(tag, draw);
    if (!host) return;
    tell(host, "ready", {});
    if (!event) tell(host, "error", { type: "no-such-event" });
  });
}

function openForm(
  event: FormEvent,
  t: Translate,
  {
    host,
    service,
    keepsDraft,
    hidesFacts,
  }: { host: HTMLElement; service: string; keepsDraft: boolean; hidesFacts: boolean },
) {
  const model = createFormModel(event, { draft: keepsDraft ? readDraft(event.slug) : null });
  if (keepsDraft) keepDraft(model);
  tellOutcome(model, host);
  return (
    <FormContext.Provider
      value={{ model, t, actions: createFormActions(model, t, service), localTime: localTime(event), hidesFacts }}
    >
      <RegistrationForm />
    </FormContext.Provider>
  );
}

function tell(host: HTMLElement, type: string, detail: Record<string, string>): void {
  host.dispatchEvent(new CustomEvent(`registration:${type}`, { bubbles: true, composed: true, detail }));
}

/** Tells the host page that a registration was sent, or why it was not, but never whose. */
function tellOutcome({ phase }: FormModel, host: HTMLElement): void {
  effect(() => {
    const now = phase.value;
    if (now.state === "failed") {
      const { failure } = now;
      tell(host, "error", { type: failure.reason === "refused" ? failure.type : failure.reason });
    } else if (now.state === "received") {
      const { status, participation } = now.answer;
      tell(host, "submitted", { status, participation });
    }
  });
}

/** Keyboard shortcuts of the host page ignore typing in its own fields, but can't see that the focus is in one of ours. */
function keepEventsInside(root: ShadowRoot): void {
  for (const type of ["keydown", "keypress", "keyup", "input", "copy", "cut", "paste"])
    root.addEventListener(type, (event) => event.stopPropagation());
}

/** A button that opens the form. */
function dialogWith(form: ComponentChildren, label: string, close: string) {
  const dialog = createRef<HTMLDialogElement>();
  const { style } = document.documentElement;
  // The page behind an open dialog does not scroll.
  const open = () => {
    dialog.current?.showModal();
    style.overflow = "hidden";
  };
  const shut = () => dialog.current?.close();
  return (
    <div class="pamelding">
      <button type="button" class="open" onClick={open}>
        {label}
      </button>
      {/* A press outside closes the dialog and keeps the typed values. */}
      <dialog
        class="ticket"
        aria-label={label}
        ref={dialog}
        onClose={() => {
          style.overflow = "";
        }}
        onMouseDown={({ target }) => target === dialog.current && shut()}
      >
        <div class="bar">
          <button type="button" class="second" onClick={shut}>
            {close}
          </button>
        </div>
        {form}
      </dialog>
    </div>
  );
}
