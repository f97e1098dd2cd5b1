import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Figure, tableOf } from "../bench/figures.ts";
import { reasons } from "../bench/reasons.ts";

const figure: Figure = {
  bench: "size",
  what: "the Worker",
  value: 300,
  unit: "kB",
  aim: { atMost: 250 },
  why: "Texts.",
};

/** The last cell of the only row. */
const beside = (one: Figure) => tableOf([one]).split("\n").at(-1)?.split(" | ").at(-1);

describe("a figure that misses its aim", () => {
  it("gives the reason in its row of the bench's table, or says that it is not known", () => {
    expect(beside(figure)).toBe("Texts. |");
    const { why: _, ...unknown } = figure;
    expect(beside(unknown)).toBe("not known: profile it while the machine does nothing else |");
  });

  it("gives no reason if it meets its aim or has none", () => {
    expect(beside({ ...figure, value: 200 })).toBe(" |");
    const { aim: _, ...told } = figure;
    expect(beside(told)).toBe(" |");
  });

  it.each(Object.values(reasons))("says the same in worker/GROWTH.md: %s", (why) => {
    const page = readFileSync(new URL("../../worker/GROWTH.md", import.meta.url), "utf8");
    const rows = page.split("\n").filter((line) => line.endsWith(` | ${why} |`));
    expect(rows).toHaveLength(1);
    // Beside the figure and its aim.
    expect(rows[0]?.split(" | ")).toHaveLength(4);
  });
});
