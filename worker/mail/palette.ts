/** Every text has a contrast of at least 4.5:1, in both schemes (WCAG 1.4.3; tested). */
export interface Palette {
  page: string;
  card: string;
  panel: string;
  line: string;
  text: string;
  muted: string;
  accent: string;
  onAccent: string;
}

export const light: Palette = {
  page: "#f1f4f3",
  card: "#ffffff",
  panel: "#eef5f4",
  line: "#d3dedc",
  text: "#1b292d",
  muted: "#4a595e",
  accent: "#0b5a66",
  onAccent: "#ffffff",
};

export const dark: Palette = {
  page: "#101718",
  card: "#1a2224",
  panel: "#223033",
  line: "#3a494d",
  text: "#e8eeef",
  muted: "#b2c0c4",
  accent: "#86d5de",
  onAccent: "#0a2126",
};
