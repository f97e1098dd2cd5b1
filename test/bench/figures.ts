/** What a bench measures, and how it is reported. */
export interface Figure {
  /** The name of the bench. */
  bench: string;
  what: string;
  value: number;
  unit: string;
  /** What it is compared with, measured in the same run and in turn with it. */
  floor?: { what: string; value: number };
  /** The median of the rounds' ratios to the floor. */
  ratio?: number;
  /** The target for the ratio, or for the value if there is no ratio. */
  aim?: { atLeast: number } | { atMost: number };
  /** What takes the rest of the time, if it is known that the aim is missed. */
  why?: string;
}

export type Bench = () => Promise<Figure[]>;

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** At least five: other work on the machine spoils one or two. */
export const ROUNDS = 5;

/** The measurements of several ways to do a thing, by round. */
export interface Rounds<Way extends string, Measured extends string> {
  median(way: Way, measured: Measured): number;
  ratio(way: Way, floor: Way, measured: Measured): number;
}

/** Measures each way once in every round, in turn, after one round to warm up. */
export async function inTurn<Way extends string, Measured extends string>(
  ways: Record<Way, (round: number) => Promise<Record<Measured, number>>>,
  rounds = ROUNDS,
): Promise<Rounds<Way, Measured>> {
  const names = Object.keys(ways) as Way[];
  const all: Record<Way, Record<Measured, number>>[] = [];
  for (let round = 0; round <= rounds; round++) {
    const results = {} as Record<Way, Record<Measured, number>>;
    for (const name of names) results[name] = await ways[name](round);
    if (round > 0) all.push(results);
  }
  return {
    median: (way, measured) => median(all.map((round) => round[way][measured])),
    ratio: (way, floor, measured) => median(all.map((round) => round[way][measured] / round[floor][measured])),
  };
}

/** Whether a figure meets its aim; null if it has none. */
export function meets({ value, ratio, aim }: Figure): boolean | null {
  if (!aim) return null;
  const measured = ratio ?? value;
  return "atLeast" in aim ? measured >= aim.atLeast : measured <= aim.atMost;
}

const short = (value: number) =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);

/** The table's column with the reason. */
const WHY = 6;

/** A table in Markdown. A figure that misses its aim has the reason in the same line. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { bench, what, value, unit, floor, ratio, aim, why } = figure;
    const aimed = !aim ? "" : "atLeast" in aim ? `≥ ${aim.atLeast}` : `≤ ${aim.atMost}`;
    const held = meets(figure);
    return [
      bench,
      what,
      `${short(value)} ${unit}`,
      floor ? `${short(floor.value)} (${floor.what})` : "",
      ratio === undefined ? "" : ratio.toFixed(2),
      held === null ? aimed : `${aimed} ${held ? "✓" : "✗"}`,
      held === false ? (why ?? "not known: profile it while the machine does nothing else") : "",
    ];
  });
  const all = [["bench", "what", "value", "floor", "ratio", "aim", "why it misses"], ...rows];
  // The last column has sentences, which are not padded.
  const widths =
    all[0]?.map((_, column) => (column === WHY ? 0 : Math.max(...all.map((row) => row[column]?.length ?? 0)))) ?? [];
  const lines = all.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  return [lines[0], `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...lines.slice(1)].join("\n");
}
