import { describe, expect, it } from "vitest";
import { webhookRefusal } from "../../../worker/webhooks/allowed-address.ts";
import { sample } from "../builders.ts";
import { put } from "../client.ts";
import { aNewEvent } from "../people.ts";

const service = "https://pamelding.example.no";

describe("the address of a webhook", () => {
  it.each([
    "router.lan",
    "router.lan.",
    "router.lan..",
    "x.localdomain",
    "x.localdomain.",
    "localhost",
    "localhost.",
    "a.localhost.",
    "printer.local",
    "printer.local.",
    "api.internal.",
    "metadata.google.internal",
    "svc.cluster.local",
    "nas.home",
    "nas.home.arpa.",
    "1.0.0.127.in-addr.arpa",
    "pc.workgroup",
    "mail.corp",
    "x.dhcp",
    "fritz.box.",
    "x.test",
    "x.invalid",
    "x.onion",
    "x.alt",
    "intranet",
    "intranet.",
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "１２７.0.0.1",
    "①②⑦.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "8.8.8.8",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[fd00::1]",
    "[2606:4700::1111]",
    "LocalHost",
    "ROUTER.LAN",
    "router。lan",
  ])("leads to no private name or number: %s", (host) => {
    expect(webhookRefusal(`https://${host}/x`, service)).toBe("a public host name");
    expect(webhookRefusal(`https://${host}:8443/x`, service)).toBe("a public host name");
  });

  it.each(["pamelding.example.no", "pamelding.example.no.", "PAMELDING.example.no..", "pamelding.example.no:8443"])(
    "is not the service's own: %s",
    (host) => {
      expect(webhookRefusal(`https://${host}/x`, service)).toContain("other than this service's own");
    },
  );

  it.each(["example.no", "example.no.", "crm.blåbær.no", "hooks.example.zip", "system.example.рф", "a.b.c.co.uk:8443"])(
    "may be a public one: %s",
    (host) => {
      expect(webhookRefusal(`https://${host}/x`, service)).toBe(null);
    },
  );

  it("is refused by its field", async () => {
    const slug = await aNewEvent("krok");
    const webhooks = [{ url: "https://example.no/x" }, { url: "https://x.localdomain/" }];
    const refused = await put({ ...sample, slug, webhooks });
    expect(await refused.json()).toMatchObject({ errors: [{ field: "webhooks.1.url", code: "a public host name" }] });
  });
});
