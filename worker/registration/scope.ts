/**
 * What an organiser token allows. `manage` includes `read` and `check-in`; `read:needs` allows only needs, and `check-in`
 * only the door.
 */
export const scopes = ["read", "read:needs", "manage", "check-in"] as const;
export type Scope = (typeof scopes)[number];

/** Whether a token with the scopes `granted` may do something that requires one of `needed`. */
export function allows(granted: readonly Scope[], needed: readonly Scope[]): boolean {
  const inManage = (scope: Scope) => scope === "read" || scope === "check-in";
  return needed.some((scope) => granted.includes(scope) || (inManage(scope) && granted.includes("manage")));
}
