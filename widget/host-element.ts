import { ELEMENT } from "./mount-point.ts";

type Draw = (host: HTMLElement) => void;

/**
 * The class of the element, shared by all scripts on the page, with the function that renders each event and partner's form.
 */
type FormElement = CustomElementConstructor & { forms: Record<string, Draw | undefined> };

/**
 * Makes the element that holds a form. A page cache such as Turbo's restores copies of elements, and a copy has no shadow
 * root: an element that is added without one renders its form again.
 */
export function createHost(slug: string, partner: string, draw: Draw): HTMLElement {
  formElement().forms[`${slug}/${partner}`] = draw;
  const host = document.createElement(ELEMENT);
  Object.assign(host.dataset, { event: slug, partner });
  draw(host);
  return host;
}

function formElement(): FormElement {
  const defined = customElements.get(ELEMENT) as FormElement | undefined;
  if (defined) return defined;
  const forms: FormElement["forms"] = {};
  class Host extends HTMLElement {
    connectedCallback() {
      if (!this.shadowRoot) forms[`${this.dataset.event}/${this.dataset.partner}`]?.(this);
    }
    /** If the form is removed, the page must scroll again. */
    disconnectedCallback() {
      this.shadowRoot?.querySelector("dialog")?.close();
    }
  }
  customElements.define(ELEMENT, Host);
  return Object.assign(Host, { forms });
}
