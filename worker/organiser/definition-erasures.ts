import * as z from "zod";
import type { Erases } from "../registration/contract.ts";
import { erasureTimes, soonerErasures } from "../registration/erasure-times.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { retentionOf } from "../registration/event-times.ts";
import type { Service } from "../service.ts";
import {
  currentErasureTimes,
  type ErasureCounts,
  nothingErased,
  type PlannedErasures,
} from "../storage/definition-erasures.ts";
import type { StoredEvent } from "../storage/events.ts";

/** When needs and registrations are erased. */
export const retentionTimes = z.strictObject({ needs: z.iso.datetime(), registrations: z.iso.datetime() });

/** Plans the erasures of a new definition. `existing` is the event that it replaces. */
export async function planErasures(
  { db, now }: Service,
  existing: StoredEvent | null,
  definition: EventDefinition,
  confirmed: number,
): Promise<PlannedErasures> {
  if (!existing) return nothingErased(definition, now);
  // Read after the event: if it has changed in between, the version check refuses the definition.
  const current = {
    questions: existing.definition.questions,
    times: { ...retentionOf(existing.definition), ...(await currentErasureTimes(db, definition.slug)) },
  };
  const times = erasureTimes(definition, current, now);
  return { times, sooner: soonerErasures(times, current, now), confirmed };
}

const iso = (instant: number) => new Date(instant).toISOString();

/** What is erased, for how many people, and when. */
export function erasesOf({ sooner }: PlannedErasures, counts: ErasureCounts): Erases {
  const what = sooner.filter(({ what }) => counts[what] > 0);
  return { people: counts.people, what: what.map(({ what, at }) => ({ what, people: counts[what], at: iso(at) })) };
}

export function retentionOfPlan({ times: { needs, registrations } }: PlannedErasures): z.infer<typeof retentionTimes> {
  return { needs: iso(needs), registrations: iso(registrations) };
}
