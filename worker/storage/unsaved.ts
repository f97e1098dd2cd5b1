/** Answers that were typed with an already registered address; the `already` e-mail lists them. */
import type { TypedAnswers } from "../registration/unsaved.ts";

/** The last typed answers for a registration; null if none are kept. */
export async function findTyped(db: D1Database, registration: string): Promise<TypedAnswers | null> {
  const typed = await db
    .prepare("SELECT typed FROM message WHERE registration = ? AND typed IS NOT NULL ORDER BY seq DESC LIMIT 1")
    .bind(registration)
    .first<string>("typed");
  return typed === null ? null : (JSON.parse(typed) as TypedAnswers);
}

/** Forgets all typed answers for a registration. */
export async function forgetTyped(db: D1Database, registration: string): Promise<void> {
  await db
    .prepare("UPDATE message SET typed = NULL WHERE registration = ? AND typed IS NOT NULL")
    .bind(registration)
    .run();
}

/** Rows that one step changes. The limit keeps each step small, however many rows are waiting. */
const STEP = 500;

/** Deletes answers that were typed before this instant and never accepted, oldest first. */
export async function forgetOldTyped(db: D1Database, before: number): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET typed = NULL WHERE id IN (
         SELECT id FROM message WHERE typed IS NOT NULL AND created_at < ? ORDER BY created_at LIMIT ?)`,
    )
    .bind(before, STEP)
    .run();
}
