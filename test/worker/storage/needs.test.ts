import { env } from "cloudflare:test";
import { expect, it } from "vitest";
import { saveEvent } from "../../../worker/storage/events.ts";
import { countNeeds } from "../../../worker/storage/needs.ts";
import { submit } from "../../../worker/storage/submissions.ts";
import { aRequest, duringRegistration, withCapacity } from "../builders.ts";

it("needs that differ only in upper and lower case are one wish, also with Norwegian letters", async () => {
  const definition = withCapacity(null);
  const { slug } = definition;
  await saveEvent(env.DB, definition, 0, null, duringRegistration);
  const wishes = ["ÅPEN", "åpen", "Øl ", "øl", "Ærlig", "vegetar", "Vegetar", "VEGETAR"];
  for (const [index, diet] of wishes.entries())
    await submit(env.DB, {
      event: slug,
      eventVersion: duringRegistration,
      key: `key-${index}`,
      bodyHash: "",
      request: aRequest(`p${index}@example.no`, {
        needs: { diet, access: index === 0 ? "åpen" : null, answers: {}, consent: true },
      }),
      consentWording: "ja",
      now: duringRegistration,
    });
  const counts = await countNeeds(env.DB, slug, { questions: ["diet", "access"] });
  expect(counts.map(({ kind, text, count }) => [kind, text.toLowerCase(), count])).toEqual([
    ["diet", "vegetar", 3],
    ["diet", "ærlig", 1],
    ["diet", "øl", 2],
    ["diet", "åpen", 2],
    ["access", "åpen", 1],
  ]);
});
