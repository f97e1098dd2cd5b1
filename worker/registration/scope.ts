/** What an organiser token opens. `manage` opens all that `read` does; `read:needs` opens nothing but needs. */
export const scopes = ["read", "read:needs", "manage"] as const;
export type Scope = (typeof scopes)[number];

/** Whether a token with the scopes `granted` may do what takes one of `needed`. */
export function allows(granted: readonly Scope[], needed: readonly Scope[]): boolean {
  return needed.some((scope) => granted.includes(scope) || (scope === "read" && granted.includes("manage")));
}
