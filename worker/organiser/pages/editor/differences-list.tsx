import type { Difference } from "./differences.ts";

/** Field by field, the old and the new. */
export function Differences({ differences }: { differences: readonly Difference[] }) {
  return (
    <dl class="differences">
      {differences.map(({ label, before, after }, index) => [
        // Two rows may have the same label.
        <dt key={`${index} term`}>{label}</dt>,
        <dd key={`${index} change`}>
          {before !== null && <del>{before}</del>} {before !== null && after !== null && "→ "}
          {after !== null && <ins>{after}</ins>}
        </dd>,
      ])}
    </dl>
  );
}
