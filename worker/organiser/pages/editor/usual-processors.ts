/** The processors that every event has, as in PRIVACY.md: a new event begins with these rows. */
export const usualProcessors = [
  {
    name: "Cloudflare",
    purpose: {
      nb: "kjører tjenesten og lagrer påmeldingene",
      nn: "køyrer tenesta og lagrar påmeldingane",
      en: "runs the service and stores the registrations",
    },
    country: {
      nb: "EU (databasen) og hele verden (koden)",
      nn: "EU (databasen) og heile verda (koden)",
      en: "EU (the database) and worldwide (the code)",
    },
    transfer: "dpf",
    link: "https://www.cloudflare.com/cloudflare-customer-dpa/",
  },
  {
    name: "Resend",
    purpose: {
      nb: "sender e-postene",
      nn: "sender e-postane",
      en: "sends the emails",
    },
    country: {
      nb: "Irland og USA",
      nn: "Irland og USA",
      en: "Ireland and the USA",
    },
    transfer: "scc",
    link: "https://resend.com/legal/dpa",
  },
];
