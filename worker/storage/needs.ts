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

/** How an attendee takes part, or follows while waiting for a seat. */
const PARTICIPATION = "iif(digital_meanwhile, 'digital', participation)";

/** Those who have a place, in this participation if one is asked for; binds ?1 and ?2. */
const HAVE_A_PLACE = `
  registration JOIN needs ON needs.registration = registration.id
  WHERE registration.event = ?1 AND NOT rehearsal AND (status = 'confirmed' OR digital_meanwhile)
    AND (?2 IS NULL OR ${PARTICIPATION} = ?2)`;

const DIET = `SELECT 'diet' AS kind, trim(diet) AS text, ${PARTICIPATION} AS way FROM ${HAVE_A_PLACE} AND diet IS NOT NULL`;
const ACCESS = `SELECT 'access' AS kind, trim(access) AS text, ${PARTICIPATION} AS way FROM ${HAVE_A_PLACE} AND access IS NOT NULL`;

/**
 * Needs apart from those who have them: equal ones together, in the order of the alphabet, so that nothing points back to a
 * row of the list.
 */
export async function countNeeds(db: D1Database, slug: string, { participation }: NeedsFilter): Promise<NeedsCount[]> {
  const { results } = await db
    .prepare(
      `SELECT kind, text, way AS participation, count(*) AS count
       FROM (${DIET} UNION ALL ${ACCESS})
       GROUP BY kind, text, way
       ORDER BY kind DESC, text, way`,
    )
    .bind(slug, participation ?? null)
    .all<NeedsCount>();
  return ignoringCase(results);
}

/** Upper and lower case are one wish. Not by SQLite's lower(), which knows no letters but those of ASCII. */
function ignoringCase(counts: readonly NeedsCount[]): NeedsCount[] {
  const groups = new Map<string, NeedsCount>();
  for (const each of counts) {
    const key = JSON.stringify([each.kind, each.text.toLowerCase(), each.participation]);
    const same = groups.get(key);
    if (same) same.count += each.count;
    else groups.set(key, { ...each });
  }
  const byKey = [...groups].map(([key, group]) => ({ group, words: group.text.toLowerCase(), key }));
  return byKey
    .sort(
      (a, b) =>
        b.group.kind.localeCompare(a.group.kind) || a.words.localeCompare(b.words, "nb") || (a.key < b.key ? -1 : 1),
    )
    .map(({ group }) => group);
}

/** One attendee's needs. */
export interface NeedsRow {
  id: string;
  name: string;
  participation: Participation;
  diet: string | null;
  access: string | null;
  consentedAt: number;
}

/** Needs with names. */
export async function namedNeeds(db: D1Database, slug: string, { participation }: NeedsFilter): Promise<NeedsRow[]> {
  const { results } = await db
    .prepare(
      `SELECT id, name, ${PARTICIPATION} AS participation, diet, access, consented_at AS consentedAt
       FROM ${HAVE_A_PLACE} ORDER BY id`,
    )
    .bind(slug, participation ?? null)
    .all<NeedsRow>();
  return results;
}

/**
 * Deletes diet and access answers alone; false where there are none. The registration counts as changed, so that a page that
 * was opened before cannot bring them back.
 */
export async function withdrawNeeds(db: D1Database, registration: string, now: number): Promise<boolean> {
  const values = JSON.stringify({ registration, now });
  // changes() counts what the statement before has written.
  const [, , recorded] = await db.batch([
    db.prepare("DELETE FROM needs WHERE registration = ?1 ->> 'registration'").bind(values),
    db
      .prepare(
        `UPDATE registration SET changed_at = max(?1 ->> 'now', changed_at + 1)
         WHERE id = ?1 ->> 'registration' AND changes() > 0`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO change (event, type, registration, reason, at, rehearsal)
         SELECT event, 'registration.changed', id, 'answers', ?1 ->> 'now', rehearsal
         FROM registration WHERE id = ?1 ->> 'registration' AND changes() > 0`,
      )
      .bind(values),
  ]);
  return recorded?.meta.changes === 1;
}
