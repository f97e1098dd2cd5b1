// As React does it: the app keeps its nodes, and removes the one that it made from the parent that it made.
const app = document.querySelector("#app");
const link = app.querySelector("a");
const waiting = document.querySelector("#target");
const nodes = [...waiting.childNodes];

document.querySelector("#go").onclick = () => {
  app.removeChild(link);
  for (const node of nodes) waiting.removeChild(node);
};
