navigator.serviceWorker.register("worker.js");
navigator.serviceWorker.ready.then(() => document.documentElement.setAttribute("data-worker", ""));
