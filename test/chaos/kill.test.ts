import { describe, expect, it } from "vitest";
import { expectInOrder } from "./in-order.ts";
import { stormWithOneKill } from "./storm.ts";

describe("killing the service once while people register and the provider fails", () => {
  it("loses nobody who got a 201, and sends each exactly one confirmation", async () => {
    const aftermath = await stormWithOneKill();
    expect(aftermath.acknowledged.length).toBeGreaterThan(10);
    expectInOrder(aftermath);
  }, 400_000);
});
