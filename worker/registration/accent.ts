/**
 * The colour of a partner: buttons, links and the date in its form, its receipts and its e-mails. Colours are "#rrggbb". The
 * background is white in light mode and this near-black in dark mode, as in widget/style.css.
 */
const PAPER = "#ffffff";
const DARK_PAPER = "#182023";

/** The contrast that text needs with its background (WCAG 1.4.3). */
const READABLE = 4.5;
/** More in dark mode: saturated letters seem to glow on black. */
const READABLE_AT_NIGHT = 8;

/** A background colour and the colour of the text on it. */
export interface AccentPair {
  accent: string;
  on: string;
}

export interface Accent {
  light: AccentPair;
  dark: AccentPair;
}

type Rgb = [red: number, green: number, blue: number];

function rgb(color: string): Rgb {
  const channel = (at: number) => Number.parseInt(color.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

function hex(color: Rgb): string {
  return `#${color.map((channel) => Math.round(channel).toString(16).padStart(2, "0")).join("")}`;
}

/** WCAG 2.2, "relative luminance". */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = rgb(color).map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, "contrast ratio": from 1 to 21, in either order. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** The text colour that is easier to read on a background: white or near-black. */
export function textOn(color: string): string {
  return contrast(color, PAPER) >= contrast(color, DARK_PAPER) ? PAPER : DARK_PAPER;
}

/** The first readable colour in a hundred steps from `color` to `end`. */
function towards(color: string, end: string, isReadable: (color: string) => boolean): string {
  const [from, to] = [rgb(color), rgb(end)];
  for (let step = 0; step < 100; step++) {
    const mixed = hex(from.map((channel, at) => channel + (((to[at] ?? 0) - channel) * step) / 100) as Rgb);
    if (isReadable(mixed)) return mixed;
  }
  return end;
}

const isReadableOnPaper = (color: string) =>
  Math.min(contrast(color, PAPER), contrast(color, textOn(color))) >= READABLE;

/** The value, of 255, that the brightest channel of a colour gets in dark mode before white is mixed in. */
const BRIGHT = 200;

/** The same hue, made bright. White mixed into the dark colour itself would give grey. */
function bright(color: string): string {
  const channels = rgb(color);
  const brightest = Math.max(...channels);
  return brightest > 0 && brightest < BRIGHT
    ? hex(channels.map((channel) => (channel * BRIGHT) / brightest) as Rgb)
    : color;
}

/** Why a colour cannot be an accent, with the measured ratio and the remedy; null if it can. */
export function accentFault(color: string): string | null {
  if (isReadableOnPaper(color)) return null;
  // Rounded down: 4.496 is not 4.5.
  const ratio = Math.floor(contrast(color, PAPER) * 100) / 100;
  const darker = towards(color, "#000000", isReadableOnPaper);
  return `a darker colour such as ${darker}: this one has ${ratio.toFixed(2)}:1 against white, where text needs ${READABLE}:1 (WCAG 1.4.3)`;
}

/** The accent of a colour without a fault, in light and dark mode. */
export function accentOf(color: string): Accent {
  const atNight = towards(bright(color), PAPER, (mixed) => contrast(mixed, DARK_PAPER) >= READABLE_AT_NIGHT);
  const pair = (accent: string): AccentPair => ({ accent, on: textOn(accent) });
  return { light: pair(color.toLowerCase()), dark: pair(atNight) };
}

/** The accent of a partner of an event; null where the definition gives none. */
export function accentOfPartner(
  partners: Readonly<Record<string, { accent?: string | undefined }>>,
  partner: string,
): Accent | null {
  const color = Object.hasOwn(partners, partner) ? partners[partner]?.accent : undefined;
  return color ? accentOf(color) : null;
}
