import type { Accent } from "../registration/accent.ts";

/** The colours of an e-mail in one scheme, as "#rrggbb". Every text has a contrast of at least 4.5:1 (WCAG 1.4.3; tested). */
export interface Palette {
  /** Around the ticket. */
  ground: string;
  /** The upper part of the ticket, and the lower. */
  stub: string;
  paper: string;
  /** Borders of the ticket and its parts, which carry no meaning. */
  line: string;
  perforation: string;
  ink: string;
  soft: string;
  /** Links on paper, the button, the month. */
  accent: string;
  onAccent: string;
  /** The month on a cancelled event's leaf. */
  void: string;
  onVoid: string;
}

/** The accent of a partner without a colour of its own. */
const OURS: Accent = {
  light: { accent: "#0b5d69", on: "#ffffff" },
  dark: { accent: "#86d0da", on: "#06262b" },
};

const LIGHT = {
  ground: "#f5f4f0",
  paper: "#ffffff",
  line: "#dddfe0",
  perforation: "#c3cacd",
  ink: "#17212a",
  soft: "#525a61",
  void: "#5b646b",
  onVoid: "#ffffff",
};

const DARK = {
  ground: "#0f1416",
  paper: "#182023",
  line: "#36414a",
  perforation: "#5a6770",
  ink: "#edf1f2",
  soft: "#b6bfc4",
  void: "#9aa4aa",
  onVoid: "#14191c",
};

/** The share of the accent in the tint of the stub. */
const TINT = 0.07;

/** Mixes `share` of one colour into another. */
function mixed(color: string, into: string, share: number): string {
  const channel = (at: number) => {
    const [one, other] = [color, into].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16));
    return Math.round((one ?? 0) * share + (other ?? 0) * (1 - share))
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

/** The colours of an e-mail in light and dark mode. `accent`: the partner's, or null. */
export function paletteOf(accent: Accent | null): { light: Palette; dark: Palette } {
  const { light, dark } = accent ?? OURS;
  const scheme = (colors: typeof LIGHT, pair: Accent["light"]): Palette => ({
    ...colors,
    stub: mixed(pair.accent, colors.paper, TINT),
    accent: pair.accent,
    onAccent: pair.on,
  });
  return { light: scheme(LIGHT, light), dark: scheme(DARK, dark) };
}
