import { describe, expect, it } from "vitest";
import { dark, light, type Palette } from "../../../worker/mail/palette.ts";

/** WCAG 2.2, "relative luminance". */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const pairs: [text: keyof Palette, ground: keyof Palette][] = [
  ["text", "card"],
  ["text", "panel"],
  ["muted", "card"],
  ["muted", "page"],
  ["accent", "card"],
  ["accent", "panel"],
  ["accent", "page"],
  ["onAccent", "accent"],
];

describe.each([
  ["light", light],
  ["dark", dark],
])("the %s colours of e-mails", (_name, palette) => {
  it.each(pairs)("let %s be read on %s (WCAG 1.4.3)", (text, ground) => {
    expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5);
  });
});
