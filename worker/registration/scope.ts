/**
 * What an organiser token opens. `manage` opens all that `read` and `check-in` do; `read:needs` opens nothing but needs, and
 * `check-in` nothing but the door.
 */
export const scopes = ["read", "read:needs", "manage", "check-in"] as const;
export type Scope = (typeof scopes)[number];

/** Whether a token with the scopes `granted` may do what takes one of `needed`. */
export function allows(granted: readonly Scope[], needed: readonly Scope[]): boolean {
  const inManage = (scope: Scope) => scope === "read" || scope === "check-in";
  return needed.some((scope) => granted.includes(scope) || (inManage(scope) && granted.includes("manage")));
}
