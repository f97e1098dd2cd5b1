import { env } from "cloudflare:test";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Participation } from "../../../worker/registration/capacity.ts";
import { changeRegistration } from "../../../worker/storage/change-registration.ts";
import { findEvent, saveEvent } from "../../../worker/storage/events.ts";
import {
  cancelRegistration,
  eraseRegistration,
  restoreRegistration,
} from "../../../worker/storage/registration-updates.ts";
import { findRegistration } from "../../../worker/storage/registrations.ts";
import { submit } from "../../../worker/storage/submissions.ts";
import { aRequest, duringRegistration, withCapacity } from "../builders.ts";
import { seeded } from "../random.ts";
import { checkConsistency, stateOf } from "./state.ts";

const CAPACITY = 3;

type Action = {
  who: number;
  update: "register" | "cancel" | "restore" | "erase" | "move";
  participation: Participation;
};

const update: fc.Arbitrary<Action> = fc.record({
  who: fc.nat({ max: 9 }),
  update: fc.constantFrom("register", "register", "register", "cancel", "restore", "erase", "move"),
  participation: fc.constantFrom<Participation>("in-person", "in-person", "digital"),
});

async function perform({ who, update, participation }: Action, slug: string, version: number, now: number) {
  const email = `p${who}@example.no`;
  if (update === "register") {
    const request = aRequest(email, { participation, waitlist: true });
    const key = crypto.randomUUID();
    const outcome = await submit(env.DB, {
      event: slug,
      eventVersion: version,
      key,
      bodyHash: "",
      request,
      consentWording: "",
      now,
    });
    return expect(outcome.outcome).toBe("stored");
  }
  const row = await env.DB.prepare("SELECT id FROM registration WHERE event = ? AND email_key = ?")
    .bind(slug, email)
    .first();
  const registration = row && (await findRegistration(env.DB, String(row.id)));
  if (!registration) return;
  if (update === "cancel") await cancelRegistration(env.DB, registration, now);
  if (update === "restore") await restoreRegistration(env.DB, registration, version, now);
  if (update === "erase") await eraseRegistration(env.DB, registration, { notify: true }, now);
  if (update === "move") {
    const answers = { name: "Kari Nordmann", organisation: null, role: null, question: null, needs: null };
    await changeRegistration(env.DB, registration, { ...answers, participation }, "", version, now);
  }
}

describe("many people acting at once, in any order", () => {
  it("never overbook, never leave a seat empty while people wait, and never lose a count or a change", async () => {
    let histories = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(update, { minLength: 2, maxLength: 8 }), { minLength: 2, maxLength: 8 }),
        async (waves) => {
          const definition = withCapacity(CAPACITY, { slug: `samtidig-${++histories}` });
          const { slug } = definition;
          await saveEvent(env.DB, definition, 0, null, duringRegistration);
          const version = (await findEvent(env.DB, slug))?.version ?? 0;
          for (const [n, wave] of waves.entries()) {
            await Promise.all(wave.map((each) => perform(each, slug, version, duringRegistration + n)));
            const state = await stateOf(slug);
            checkConsistency(state);
            const { in_person_taken, waiting } = state.capacity;
            expect(in_person_taken).toBeLessThanOrEqual(CAPACITY);
            if (waiting > 0) expect(in_person_taken).toBe(CAPACITY);
          }
        },
      ),
      { ...seeded, numRuns: 40 },
    );
  }, 60_000);
});
