import { createContext } from "preact";
import type { Palette } from "./palette.ts";

/**
 * Inline styles, since Gmail may strip <style>. Every style with a colour has a class that names the colour's purpose: dark
 * mode is a media query over those classes.
 */
export interface Look {
  palette: Palette;
  /** Body text, and small print. */
  text: string;
  small: string;
  /** Links on paper. On tint and ground the accent may be too light, so links there have the colour of the text. */
  link: string;
  plainLink: string;
}

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;";

/** Long words and addresses break instead of widening the page. */
export const BREAK = "overflow-wrap:anywhere;word-break:break-word;";

export function lookOf(palette: Palette): Look {
  return {
    palette,
    text: `${FONT}font-size:17px;line-height:1.5;color:${palette.ink};`,
    small: `${FONT}font-size:16px;line-height:1.5;color:${palette.soft};`,
    link: `color:${palette.accent};text-decoration:underline;${BREAK}`,
    plainLink: `color:${palette.soft};text-decoration:underline;${BREAK}`,
  };
}

/** The look of the e-mail being rendered. */
export const LookOfMail = createContext<Look | null>(null);

function darkRules(prefix: string, colors: Palette): string {
  const rules: [classes: string, declarations: string][] = [
    [".ground", `background-color:${colors.ground}`],
    [".stub", `background-color:${colors.stub};border-color:${colors.line};border-bottom-color:${colors.perforation}`],
    [".paper", `background-color:${colors.paper};border-color:${colors.line}`],
    [".rule", `border-color:${colors.line}`],
    [".ink", `color:${colors.ink}`],
    [".soft", `color:${colors.soft}`],
    [".link", `color:${colors.accent}`],
    [".button", `background-color:${colors.accent}`],
    [".on-button", `color:${colors.onAccent}`],
    [".month", `background-color:${colors.accent};color:${colors.onAccent}`],
    [".void", `background-color:${colors.void};color:${colors.onVoid}`],
  ];
  return rules
    .map(([classes, declarations]) => `${prefix}${classes}{${declarations.replace(/(?=;|$)/g, " !important")}}`)
    .join("");
}

/**
 * Outlook.com drops media queries and marks elements that it has darkened: texts with data-ogsc, backgrounds with data-ogsb.
 */
export function styleSheet(dark: Palette): string {
  return [
    ":root{color-scheme:light dark;supported-color-schemes:light dark}",
    `@media (prefers-color-scheme:dark){${darkRules("", dark)}}`,
    darkRules("[data-ogsc] ", dark),
    darkRules("[data-ogsb] ", dark),
    "@media (max-width:480px){.pad{padding-left:22px !important;padding-right:22px !important}.label{padding-right:12px !important}}",
    "@media (max-width:360px){.heading{font-size:22px !important}.leaf{padding-right:14px !important}}",
  ].join("\n");
}
