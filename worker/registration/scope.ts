/** What an organiser token opens. `manage` opens all that `read` does; `read:needs` opens nothing but needs. */
export const scopes = ["read", "read:needs", "manage"] as const;
export type Scope = (typeof scopes)[number];

/** Whether somebody who has these may do what asks for one of `needed`. */
export function allows(granted: readonly Scope[], needed: readonly Scope[]): boolean {
  return needed.some((scope) => granted.includes(scope) || (scope === "read" && granted.includes("manage")));
}
