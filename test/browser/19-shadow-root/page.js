customElements.define(
  "other-component",
  class extends HTMLElement {
    connectedCallback() {
      const root = this.attachShadow({ mode: "open" });
      const link = document.createElement("a");
      link.href = `${this.dataset.service}/events/samskaping?partner=stad`;
      link.textContent = "Meld deg på";
      const script = document.createElement("script");
      script.src = `${this.dataset.service}/embed/samskaping/stad.js`;
      script.onload = () => this.setAttribute("data-loaded", "");
      root.append(link, script);
    }
  },
);
