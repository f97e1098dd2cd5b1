import type { ComponentChildren } from "preact";
import type { Email } from "./compose.ts";
import type { Block, Detail, Run } from "./content.ts";
import { dark, light, type Palette } from "./palette.ts";

/**
 * The HTML part. Outlook for Windows lays out with Word: hence tables, and widths as attributes. Gmail may strip <style>: hence
 * inline styles, and <style> only for dark mode, with classes that say what a colour is for. No images, nothing is loaded. JSX
 * escapes every text, so a name is never markup.
 */

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";
const BODY = `${FONT}font-size:17px;line-height:1.55;`;
/** Long words and addresses break rather than widen the page. */
const BREAK = "overflow-wrap:anywhere;word-break:break-word;";
const TEXT = `${BODY}color:${light.text};`;
const SMALL = `${FONT}font-size:16px;line-height:1.5;color:${light.muted};`;
const LINK = `color:${light.accent};text-decoration:underline;${BREAK}`;

function darkRules(prefix: string, colours: Palette): string {
  const rules: [selector: string, declaration: string][] = [
    [".page", `background-color:${colours.page}`],
    [".card", `background-color:${colours.card};border-color:${colours.accent} ${colours.line} ${colours.line}`],
    [".panel", `background-color:${colours.panel}`],
    [".text", `color:${colours.text}`],
    [".muted", `color:${colours.muted}`],
    [".link", `color:${colours.accent}`],
    [".button", `background-color:${colours.accent}`],
    [".on-button", `color:${colours.onAccent}`],
  ];
  return rules
    .map(([selector, declarations]) => {
      const important = declarations.replace(/(?=;|$)/g, " !important");
      return `${prefix}${selector}{${important}}`;
    })
    .join("");
}

/** Outlook.com drops media queries and marks what it has darkened: texts with data-ogsc, backgrounds with data-ogsb. */
const STYLE = [
  ":root{color-scheme:light dark;supported-color-schemes:light dark}",
  `@media (prefers-color-scheme:dark){${darkRules("", dark)}}`,
  darkRules("[data-ogsc] ", dark),
  darkRules("[data-ogsb] ", dark),
  "@media (max-width:480px){.inner{padding-left:20px !important;padding-right:20px !important}}",
].join("\n");

interface TableProps {
  children: ComponentChildren;
  width?: string;
  class?: string;
  style?: string;
}

/** A table for layout, which screen readers ignore. */
function Table({ children, width = "100%", ...rest }: TableProps) {
  return (
    <table role="presentation" width={width} cellPadding="0" cellSpacing="0" {...rest}>
      <tbody>{children}</tbody>
    </table>
  );
}

function Runs({ runs }: { runs: Run[] }) {
  return (
    <>
      {runs.map(({ text, href, lang }) => {
        if (href)
          return (
            <a class="link" href={href} lang={lang} style={LINK}>
              {text}
            </a>
          );
        return lang ? <span lang={lang}>{text}</span> : text;
      })}
    </>
  );
}

function Details({ details }: { details: Detail[] }) {
  return (
    <>
      {details.map(({ label, value }) => (
        <p class="text" style={`${TEXT}${BREAK}margin:0 0 10px;`}>
          <strong>{label}:</strong> <Runs runs={value} />
        </p>
      ))}
    </>
  );
}

function Facts({ details }: { details: Detail[] }) {
  return (
    <Table style="margin:0 0 22px;">
      <tr>
        <td class="panel" style={`background-color:${light.panel};padding:16px 20px 6px;`}>
          <Details details={details} />
        </td>
      </tr>
    </Table>
  );
}

/** Word ignores padding on links and takes mso-padding-alt; others the other way round. */
function Button({ label, href }: { label: string; href: string }) {
  return (
    <Table width="auto" style="margin:6px 0 10px;">
      <tr>
        <td
          class="button"
          align="center"
          style={`background-color:${light.accent};border-radius:6px;mso-padding-alt:14px 24px;`}
        >
          <a
            class="on-button"
            href={href}
            style={`${BODY}display:inline-block;padding:14px 24px;color:${light.onAccent};font-weight:bold;text-decoration:none;`}
          >
            {label}
          </a>
        </td>
      </tr>
    </Table>
  );
}

function BlockAsHtml({ block }: { block: Block }) {
  switch (block.type) {
    case "paragraph":
      return (
        <p class="text" style={`${TEXT}${BREAK}margin:0 0 18px;`}>
          <Runs runs={block.runs} />
        </p>
      );
    case "details":
      return block.look === "facts" ? (
        <Facts details={block.details} />
      ) : (
        <div style="padding:0 0 12px;">
          <Details details={block.details} />
        </div>
      );
    case "action":
      return (
        <>
          {block.look === "button" ? (
            <Button label={block.label} href={block.href} />
          ) : (
            <p class="text" style={`${TEXT}margin:0 0 4px;`}>
              <Runs runs={[{ text: block.label, href: block.href }]} />
            </p>
          )}
          <p class="muted" style={`${SMALL}margin:0 0 26px;`}>
            {block.note}
          </p>
        </>
      );
    case "section":
      return (
        <div style={`border-top:1px solid ${light.line};padding:18px 0 8px;`}>
          <h2 class="text" style={`${TEXT}font-size:19px;line-height:1.35;font-weight:bold;margin:0 0 8px;`}>
            {block.heading}
          </h2>
          {block.paragraphs.map((runs) => (
            <p class="text" style={`${TEXT}${BREAK}margin:0 0 10px;`}>
              <Runs runs={runs} />
            </p>
          ))}
        </div>
      );
    case "links":
      return (
        <>
          <h2 class="text" style={`${TEXT}font-size:19px;line-height:1.35;font-weight:bold;margin:0 0 8px;`}>
            {block.heading}
          </h2>
          <ul class="text" style={`${TEXT}margin:0 0 10px;padding:0 0 0 22px;`}>
            {[block.first, ...block.others].map(({ label, href }) => (
              <li style="margin:0 0 6px;">
                <Runs runs={[{ text: label, href }]} />
              </li>
            ))}
          </ul>
          <p class="muted" style={`${SMALL}margin:0 0 26px;`}>
            {block.note}
          </p>
        </>
      );
  }
}

function Footer({ lines }: { lines: Run[][] }) {
  return (
    <>
      {lines.map((runs) => (
        <p class="muted" style={`${SMALL}${BREAK}margin:0 0 10px;`}>
          <Runs runs={runs} />
        </p>
      ))}
    </>
  );
}

/** Fills the line in the list of e-mails with blanks, which would otherwise show the greeting as well. */
function Preview({ text }: { text: string }) {
  return (
    <div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all;">
      {text}
      {"\u00a0\u200c".repeat(60)}
    </div>
  );
}

function Head({ subject }: { subject: string }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <meta name="x-apple-disable-message-reformatting" />
      <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
      <title>{subject}</title>
      <style>{STYLE}</style>
    </head>
  );
}

export function Layout({ email }: { email: Email }) {
  const [greeting, organiser] = email.signOff;
  return (
    <html lang={email.language} dir="ltr">
      <Head subject={email.subject} />
      <body class="page" style={`margin:0;padding:0;background-color:${light.page};-webkit-text-size-adjust:100%;`}>
        <Preview text={email.preview} />
        <Table class="page" style={`background-color:${light.page};`}>
          <tr>
            <td align="center" style="padding:24px 10px 32px;">
              {/* Outlook takes the attribute, the others the style. */}
              <Table width="600" style="width:100%;max-width:600px;">
                <tr>
                  <td
                    class="card inner"
                    align="left"
                    style={`background-color:${light.card};border:1px solid ${light.line};border-top:4px solid ${light.accent};padding:34px 36px 16px;text-align:left;`}
                  >
                    <h1 class="text" style={`${TEXT}${BREAK}font-size:27px;line-height:1.25;margin:0 0 6px;`}>
                      <Runs runs={[email.headline]} />
                    </h1>
                    <p class="muted" style={`${SMALL}${BREAK}font-size:18px;line-height:1.4;margin:0 0 28px;`}>
                      <Runs runs={[email.title]} />
                    </p>
                    <p class="text" style={`${TEXT}${BREAK}margin:0 0 18px;`}>
                      {email.greeting}
                    </p>
                    {email.blocks.map((block) => (
                      <BlockAsHtml block={block} />
                    ))}
                    <p class="text" style={`${TEXT}${BREAK}margin:24px 0 20px;`}>
                      {greeting}
                      <br />
                      {organiser}
                    </p>
                  </td>
                </tr>
                <tr>
                  <td class="inner" align="left" style="padding:22px 36px 0;text-align:left;">
                    <Footer lines={email.footer} />
                  </td>
                </tr>
              </Table>
            </td>
          </tr>
        </Table>
      </body>
    </html>
  );
}
