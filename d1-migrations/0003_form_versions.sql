-- The immutable scripts that partners have pinned with `integrity`: each goes on being served after the next deployment.
CREATE TABLE form_version (
  version TEXT PRIMARY KEY,
  script  TEXT NOT NULL,
  kept_at INTEGER NOT NULL
) WITHOUT ROWID;
