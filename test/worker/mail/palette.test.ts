import { describe, expect, it } from "vitest";
import { type Palette, paletteOf } from "../../../worker/mail/palette.ts";
import { accentFault, accentOf, contrast } from "../../../worker/registration/accent.ts";

/**
 * Text colours and their backgrounds. The accent is used only on paper: on tint and ground links have the colour of the
 * text.
 */
const pairs: [text: keyof Palette, ground: keyof Palette][] = [
  ["ink", "paper"],
  ["ink", "stub"],
  ["ink", "ground"],
  ["soft", "paper"],
  ["soft", "stub"],
  ["soft", "ground"],
  ["accent", "paper"],
  ["onAccent", "accent"],
  ["onVoid", "void"],
];

/** A coarse grid of all colours, without the refused ones. */
const steps = [0, 51, 102, 153, 204, 255];
const cube = steps.flatMap((red) =>
  steps.flatMap((green) =>
    steps.map((blue) => `#${[red, green, blue].map((value) => value.toString(16).padStart(2, "0")).join("")}`),
  ),
);
const accepted = cube.filter((color) => accentFault(color) === null);

const failing = (palette: Palette) =>
  pairs.filter(([text, ground]) => contrast(palette[text], palette[ground]) < 4.5).map((pair) => pair.join(" on "));

describe("the colours of e-mails", () => {
  it.each(["light", "dark"] as const)("are readable, %s, if the partner has no colour of its own", (scheme) => {
    expect(failing(paletteOf(null)[scheme])).toEqual([]);
  });

  it.each(["light", "dark"] as const)("are readable, %s, with every accent that a definition may have", (scheme) => {
    expect(accepted.length).toBeGreaterThan(50);
    const unreadable = accepted.flatMap((color) =>
      failing(paletteOf(accentOf(color))[scheme]).map((pair) => `${color}: ${pair}`),
    );
    expect(unreadable).toEqual([]);
  });

  it("are the partner's", () => {
    const { light, dark } = paletteOf(accentOf("#7a1f3d"));
    expect(light.accent).toBe("#7a1f3d");
    expect(dark.accent).not.toBe(light.accent);
    expect(paletteOf(null).light.accent).not.toBe(light.accent);
  });
});
