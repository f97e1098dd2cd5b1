import { z } from "zod";
import { ProblemError } from "../http/problem.ts";
import { newToken, sha256 } from "../http/secrets.ts";
import { fieldFaults } from "../http/validation.ts";
import type { Service } from "../service.ts";
import { addToken, revokeToken } from "../storage/tokens.ts";

const tokenRequest = z.strictObject({
  name: z.string("whom or what the token is for").trim().min(1, "whom or what the token is for").max(100),
});

/** Makes an organiser token. The secret is in this answer and nowhere else. @throws ProblemError invalid */
export async function createToken({ db, now }: Service, event: string, body: unknown) {
  const parsed = tokenRequest.safeParse(body);
  if (!parsed.success) throw new ProblemError("invalid", { errors: fieldFaults(parsed.error) });
  const token = newToken();
  const added = await addToken(db, event, { name: parsed.data.name, hash: await sha256(token) }, now);
  return { ...added, token };
}

/** @throws ProblemError not-found */
export async function deleteToken({ db, now }: Service, event: string, id: string): Promise<void> {
  if (!(await revokeToken(db, event, id, now))) throw new ProblemError("not-found");
}
