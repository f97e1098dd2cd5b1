import { env } from "cloudflare:test";
import { expect, it } from "vitest";

/** PRIVACY.md says so, under "What is left after erasing". If D1 allows one of these some day, erasing can do better. */
it.each(["PRAGMA secure_delete", "PRAGMA secure_delete = ON", "PRAGMA incremental_vacuum", "VACUUM"])(
  "the database lets nobody overwrite what is deleted: %s is refused",
  async (sql) => {
    await expect(env.DB.prepare(sql).all()).rejects.toThrow(/not authorized|cannot VACUUM/);
  },
);
