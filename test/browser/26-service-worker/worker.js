self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  // The answer to a registration is lost on its way.
  if (request.method === "POST") event.respondWith(fetch(request).then(() => Response.error()));
  else event.respondWith(fetch(request));
});
