/** The filter of the list (registration/list-filter.ts) as a condition in SQL. */
import type { ListFilter } from "../registration/list-filter.ts";
import { searchTerms } from "../registration/search-text.ts";

/** The fields of ?1 that the condition reads. */
export function filterValues(slug: string, { search, not, ...filter }: ListFilter): Record<string, unknown> {
  return {
    ...filter,
    event: slug,
    terms: search === undefined ? undefined : searchTerms(search),
    not: Object.fromEntries((not ?? []).map((name) => [name, true])),
  };
}

const UNDELIVERED = "('failed', 'bounced', 'complained')";

const LATEST_STATUS = `(
  SELECT display_status FROM message AS latest WHERE latest.registration = registration.id
  ORDER BY latest.seq DESC LIMIT 1)`;

/**
 * A condition on `registration`; ?1 is JSON of filterValues(). Each line is one condition: it is not given, or it is true,
 * or it is negated and false. Rehearsals are in no list.
 */
export const MATCHES_FILTER = `
  registration.event = ?1 ->> 'event' AND NOT registration.rehearsal
  AND (?1 ->> 'status' IS NULL OR (registration.status = ?1 ->> 'status') <> (?1 -> '$.not.status' IS NOT NULL))
  AND (?1 ->> 'participation' IS NULL
    OR (participation = ?1 ->> 'participation' OR (?1 ->> 'participation' = 'digital' AND digital_meanwhile))
      <> (?1 -> '$.not.participation' IS NOT NULL))
  AND (?1 ->> 'partner' IS NULL OR (partner = ?1 ->> 'partner') <> (?1 -> '$.not.partner' IS NOT NULL))
  AND (?1 ->> 'language' IS NULL
    OR (registration.language = ?1 ->> 'language') <> (?1 -> '$.not.language' IS NOT NULL))
  AND (?1 ->> 'registeredFrom' IS NULL
    OR (registered_at >= ?1 ->> 'registeredFrom') <> (?1 -> '$.not.registeredFrom' IS NOT NULL))
  AND (?1 ->> 'registeredBefore' IS NULL
    OR (registered_at < ?1 ->> 'registeredBefore') <> (?1 -> '$.not.registeredBefore' IS NOT NULL))
  AND (?1 ->> 'announcementMissed' IS NULL
    OR EXISTS (
      SELECT 1 FROM message WHERE message.registration = registration.id AND announcement = ?1 ->> 'announcementMissed'
        AND message.status IN ${UNDELIVERED}) <> (?1 -> '$.not.announcementMissed' IS NOT NULL))
  AND (?1 ->> 'emailDomain' IS NULL
    OR (substr(email_key, instr(email_key, '@') + 1) = ?1 ->> 'emailDomain')
      <> (?1 -> '$.not.emailDomain' IS NOT NULL))
  AND (?1 ->> 'hasQuestion' IS NULL
    OR ((question IS NOT NULL) = ?1 ->> 'hasQuestion') <> (?1 -> '$.not.hasQuestion' IS NOT NULL))
  AND (?1 ->> 'checkedIn' IS NULL
    OR ((checked_in_at IS NOT NULL) = ?1 ->> 'checkedIn') <> (?1 -> '$.not.checkedIn' IS NOT NULL))
  AND (?1 ->> 'joined' IS NULL
    OR ((joined_at IS NOT NULL) = ?1 ->> 'joined') <> (?1 -> '$.not.joined' IS NOT NULL))
  AND (?1 ->> 'held' IS NULL
    OR ((held_until IS NOT NULL) = ?1 ->> 'held') <> (?1 -> '$.not.held' IS NOT NULL))
  AND (?1 ->> 'addedBy' IS NULL
    OR EXISTS (
      SELECT 1 FROM change WHERE change.registration = registration.id AND reason = ?1 ->> 'addedBy'
        AND change.at >= registered_at) <> (?1 -> '$.not.addedBy' IS NOT NULL))
  AND (?1 -> 'answer' IS NULL
    OR EXISTS (
      SELECT 1 FROM json_each(answers) AS question, json_each(
          iif(question.type = 'array', question.value, json_array(question.value))) AS option
      WHERE question.key = ?1 ->> '$.answer.question' AND option.value = ?1 ->> '$.answer.option')
      <> (?1 -> '$.not.answer' IS NOT NULL))
  AND (?1 -> 'ids' IS NULL
    OR (registration.id IN (SELECT value FROM json_each(?1, '$.ids'))) <> (?1 -> '$.not.ids' IS NOT NULL))
  AND (?1 -> 'terms' IS NULL
    OR (NOT EXISTS (SELECT 1 FROM json_each(?1, '$.terms') AS term WHERE instr(search_text, term.value) = 0))
      <> (?1 -> '$.not.search' IS NOT NULL))
  AND CASE ?1 ->> 'mail'
    WHEN 'never-delivered' THEN NOT EXISTS (
      SELECT 1 FROM message WHERE message.registration = registration.id
        AND (message.status = 'delivered' OR message.status = 'complained'))
      <> (?1 -> '$.not.mail' IS NOT NULL)
    WHEN 'undelivered' THEN coalesce(${LATEST_STATUS} IN ${UNDELIVERED}, 0)
      <> (?1 -> '$.not.mail' IS NOT NULL)
    ELSE ?1 ->> 'mail' IS NULL OR coalesce(${LATEST_STATUS} = ?1 ->> 'mail', 0) <> (?1 -> '$.not.mail' IS NOT NULL)
  END`;
