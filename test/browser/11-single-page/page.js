const view = document.querySelector("#view");

document.querySelector("#come").onclick = () => {
  const link = document.createElement("a");
  link.href = `${view.dataset.service}/events/samskaping?partner=stad`;
  link.textContent = "Meld deg på";
  const script = document.createElement("script");
  script.src = `${view.dataset.service}/embed/samskaping/stad.js`;
  view.replaceChildren(link, script);
};

document.querySelector("#go").onclick = () => view.replaceChildren();
