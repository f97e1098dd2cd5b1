import { describe, expect, it } from "vitest";
import { clientNetworkOf } from "../../../worker/security/client-network.ts";

describe("the network that a client asks from", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7", "203.0.113.0/24"],
    ["::ffff:203.0.113.7", "203.0.113.7", "203.0.113.0/24"],
    ["2001:db8:12:34:56:78:9a:bc", "2001:db8:12:0::/56", "2001:db8:12::/48"],
    ["2001:DB8:0012:0034::1", "2001:db8:12:0::/56", "2001:db8:12::/48"],
    ["2001:db8:12:34ff::1", "2001:db8:12:3400::/56", "2001:db8:12::/48"],
    ["2001:db8::1", "2001:db8:0:0::/56", "2001:db8:0::/48"],
    ["::1", "0:0:0:0::/56", "0:0:0::/48"],
    ["fe80::", "fe80:0:0:0::/56", "fe80:0:0::/48"],
  ])("of %s is %s in %s: nobody gets more attempts by changing the end of an address", (ip, address, network) => {
    expect(clientNetworkOf(ip)).toEqual({ address, network });
  });

  it.each(["", "unknown", "203.0.113", "1:2:3", "1::2::3", "2001:db8:12:34:56:78:9a:bc:de", "::g", "12345::", ":::"])(
    "is unknown for %j",
    (ip) => expect(clientNetworkOf(ip)).toBeNull(),
  );
});
