/**
 * True only in the transaction that made this version: until its last steps, `capacity` still has the previous one. ?1 is
 * JSON with `slug` and `version`.
 */
export const NEW_VERSION = `EXISTS (
  SELECT 1 FROM event LEFT JOIN capacity ON capacity.event = slug
  WHERE slug = ?1 ->> 'slug' AND version = ?1 ->> 'version' AND coalesce(event_version, 0) < version)`;
