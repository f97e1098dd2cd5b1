// An optimiser that moves scripts into the head, late.
const again = document.createElement("script");
again.src = document.querySelector("#snippet script").src;
again.onload = () => document.documentElement.setAttribute("data-late", "");
addEventListener("load", () => document.head.append(again));
