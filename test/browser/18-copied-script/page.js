const { code } = document.currentScript.dataset;
const how = new URLSearchParams(location.search).get("how");

// What an optimiser does at build time, this page does when it is opened.
fetch(code)
  .then((answer) => answer.blob())
  .then((blob) => {
    const script = document.createElement("script");
    script.src = URL.createObjectURL(new Blob([blob], { type: "text/javascript" }));
    if (how === "in place") document.querySelector("main > a").after(script);
    else if (how === "bundle") document.body.append(script);
    else document.head.append(script);
  });
