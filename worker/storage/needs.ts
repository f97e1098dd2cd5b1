import type { Participation } from "../registration/capacity.ts";

/** Whose needs: of those who have a place. */
export interface NeedsFilter {
  participation?: Participation | undefined;
}

/** How many have written the same. */
export interface NeedsCount {
  kind: "diet" | "access";
  text: string;
  participation: Participation;
  count: number;
}

/** How somebody takes part, or follows while waiting for a seat. */
const WAY = "iif(digital_meanwhile, 'digital', participation)";

/** Those who have a place, in this way if one is asked for; binds ?1 and ?2. */
const HAVE_A_PLACE = `
  registration JOIN needs ON needs.registration = registration.id
  WHERE registration.event = ?1 AND NOT test AND (status = 'confirmed' OR digital_meanwhile)
    AND (?2 IS NULL OR ${WAY} = ?2)`;

const DIET = `SELECT 'diet' AS kind, trim(diet) AS text, ${WAY} AS way FROM ${HAVE_A_PLACE} AND diet IS NOT NULL`;
const ACCESS = `SELECT 'access' AS kind, trim(access) AS text, ${WAY} AS way FROM ${HAVE_A_PLACE} AND access IS NOT NULL`;

/**
 * Needs apart from whoever has them: equal ones together, in the order of the alphabet, so that nothing points back to a row
 * of the list.
 */
export async function countNeeds(db: D1Database, event: string, { participation }: NeedsFilter): Promise<NeedsCount[]> {
  const { results } = await db
    .prepare(
      `SELECT kind, min(text) AS text, way AS participation, count(*) AS count
       FROM (${DIET} UNION ALL ${ACCESS})
       GROUP BY kind, lower(text), way
       ORDER BY kind DESC, lower(text), way`,
    )
    .bind(event, participation ?? null)
    .all<NeedsCount>();
  return results;
}

/** One person's needs. */
export interface NeedsRow {
  id: string;
  name: string;
  participation: Participation;
  diet: string | null;
  access: string | null;
  consentedAt: number;
}

/** Needs with names. */
export async function namedNeeds(db: D1Database, event: string, { participation }: NeedsFilter): Promise<NeedsRow[]> {
  const { results } = await db
    .prepare(
      `SELECT id, name, ${WAY} AS participation, diet, access, consented_at AS consentedAt
       FROM ${HAVE_A_PLACE} ORDER BY id`,
    )
    .bind(event, participation ?? null)
    .all<NeedsRow>();
  return results;
}
