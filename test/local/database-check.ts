import { DatabaseSync } from "node:sqlite";
import { StartError } from "./settings.ts";
import { databaseFiles } from "./worker-process.ts";

/** Refuses to start with a damaged database, in a sentence that says what to do. @throws StartError */
export function checkDatabases(stateDir: string): void {
  for (const file of databaseFiles(stateDir)) {
    if (isSound(file)) continue;
    throw new StartError(
      `The database in ${stateDir} is damaged (${file}). Move the folder away to begin with an empty one, or choose another with STATE_DIR, such as STATE_DIR=.wrangler/another npm start.`,
    );
  }
}

function isSound(file: string): boolean {
  try {
    const database = new DatabaseSync(file, { timeout: 5000 });
    try {
      // One row that says "ok", or one for each fault.
      return database.prepare("PRAGMA quick_check(1)").get()?.quick_check === "ok";
    } finally {
      database.close();
    }
  } catch (error) {
    // Any other error, such as a file in use, is reported by the next step.
    return !/malformed|not a database|corrupt/i.test(String(error));
  }
}
