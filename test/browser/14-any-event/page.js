const here = document.querySelector("#here");
const { event = "samskaping", ...attributes } = Object.fromEntries(new URLSearchParams(location.search));

const link = document.createElement("a");
link.href = `${here.dataset.service}/events/${event}?partner=stad`;
link.textContent = "Meld deg på konferansen";
const script = document.createElement("script");
script.src = `${here.dataset.service}/embed/${event}/stad.js`;
Object.assign(script.dataset, attributes);
here.append(link, script);
