-- Scripts that partners have pinned with `integrity`: each is served unchanged after every later deployment.
CREATE TABLE pinned_script (
  version   TEXT PRIMARY KEY,
  script    TEXT NOT NULL,
  stored_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
