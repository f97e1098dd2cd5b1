import { describe, expect, it } from "vitest";
import { expectInOrder } from "./in-order.ts";
import { storm } from "./storm.ts";

/** `npm run test:chaos`; `KILLS=30 npm run test:chaos` for longer. */
const kills = Number(process.env.KILLS ?? 10);

describe(`killing the service ${kills} times while people register and the provider fails`, () => {
  it(
    "loses nobody who got a 201, and sends each exactly one confirmation",
    async () => {
      const aftermath = await storm(kills);
      const { acknowledged, stored, announcements, recovery } = aftermath;
      console.log(
        `${acknowledged.length} people told 201, ${stored.length} stored, ${announcements.map(({ recipients }) => recipients).join(" and ")} written to by the organiser; all e-mails accepted ${recovery.toFixed(0)} s after the last start`,
      );
      expect(acknowledged.length).toBeGreaterThan(kills * 10);
      expectInOrder(aftermath);
    },
    kills * 30_000 + 400_000,
  );
});
