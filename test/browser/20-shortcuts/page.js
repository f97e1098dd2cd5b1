const hear = (what) => {
  const item = document.createElement("li");
  item.textContent = what;
  document.querySelector("#heard").append(item);
};

addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea") || !["/", "s", " "].includes(event.key)) return;
  hear(event.key);
  event.preventDefault();
});

for (const type of ["copy", "cut", "paste"])
  document.addEventListener(type, (event) => {
    hear(type);
    event.preventDefault();
  });

document.addEventListener("registration:ready", (event) => hear(event.type));
