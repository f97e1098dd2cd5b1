// As tag managers do: insert the tag, and take it away again before it has loaded.
const link = document.querySelector("a");
addEventListener("load", () => {
  const script = document.createElement("script");
  script.src = `${new URL(link.href).origin}/embed/samskaping/stad.js`;
  document.head.append(script);
  script.remove();
});
