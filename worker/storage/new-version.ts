/**
 * Holds in the transaction that made this version, and in no other: until its last steps `capacity` lags behind it. ?1 is JSON
 * with `slug` and `version`.
 */
export const NEW_VERSION = `EXISTS (
  SELECT 1 FROM event LEFT JOIN capacity ON capacity.event = slug
  WHERE slug = ?1 ->> 'slug' AND version = ?1 ->> 'version' AND coalesce(event_version, 0) < version)`;
