import type { Email } from "./compose.ts";
import type { Block, Run } from "./content.ts";
import { BREAK, LookOfMail, lookOf, styleSheet } from "./look.ts";
import { Runs, Table, useLook } from "./parts.tsx";
import { TICKET_PICTURE } from "./rendered-mail.ts";
import { TicketStub } from "./stub.tsx";

/**
 * The HTML part: a ticket. Outlook for Windows renders with Word, so the layout uses tables and widths as attributes.
 * Nothing is loaded: the only picture is attached. JSX escapes every text, so a name is never markup.
 */

/** Word ignores padding on links and reads mso-padding-alt; other programs do the opposite. */
function Button({ label, href }: { label: string; href: string }) {
  const { palette, text } = useLook();
  return (
    <Table width="auto" style="margin:4px 0 0;">
      <tr>
        <td
          class="button"
          align="center"
          style={`background-color:${palette.accent};border-radius:8px;mso-padding-alt:15px 26px;`}
        >
          <a
            class="on-button"
            href={href}
            style={`${text}display:inline-block;padding:14px 26px;color:${palette.onAccent};font-weight:bold;text-decoration:none;`}
          >
            {label}
          </a>
        </td>
      </tr>
    </Table>
  );
}

function Action({ block: { look: kind, label, href, note } }: { block: Extract<Block, { type: "action" }> }) {
  const look = useLook();
  return (
    <>
      {kind === "button" ? (
        <Button label={label} href={href} />
      ) : (
        <p class="ink" style={`${look.text}margin:18px 0 0;`}>
          <Runs runs={[{ text: label, href }]} />
        </p>
      )}
      {note && (
        <p class="soft" style={`${look.small}margin:10px 0 0;`}>
          {note}
        </p>
      )}
    </>
  );
}

/** The shown width of the picture, which has as many pixels. */
const PICTURE = 164;

/** The code is also text, for readers who load no pictures. The picture's background is white in light and dark mode. */
function AtTheDoor({ block: { note, code, picture } }: { block: Extract<Block, { type: "ticket" }> }) {
  const { text } = useLook();
  return (
    <Table width="auto" style="margin:0 0 16px;">
      {picture && (
        <tr>
          <td style="padding:0 0 12px;line-height:0;">
            <img
              src={`cid:${TICKET_PICTURE}`}
              width={PICTURE}
              height={PICTURE}
              alt={picture.alt}
              style={`display:block;width:${PICTURE}px;height:${PICTURE}px;border:0;border-radius:8px;background-color:#ffffff;${text}`}
            />
          </td>
        </tr>
      )}
      <tr>
        <td class="ink" style={text}>
          {note}:
          <br />
          <b style="font-family:ui-monospace,Consolas,monospace;font-size:22px;letter-spacing:0.12em;">{code}</b>
        </td>
      </tr>
    </Table>
  );
}

function Section({ block: { heading, paragraphs } }: { block: Extract<Block, { type: "section" }> }) {
  const { palette, text } = useLook();
  return (
    <div class="rule" style={`border-top:1px solid ${palette.line};margin:0 0 8px;padding:16px 0 0;`}>
      <h2 class="ink" style={`${text}font-weight:bold;margin:0 0 6px;`}>
        {heading}
      </h2>
      {paragraphs.map((runs) => (
        <p class="ink" style={`${text}${BREAK}margin:0 0 10px;`}>
          <Runs runs={runs} />
        </p>
      ))}
    </div>
  );
}

function BlockAsHtml({ block }: { block: Block }) {
  const { text } = useLook();
  switch (block.type) {
    case "ticket":
      return <AtTheDoor block={block} />;
    case "paragraph":
      return (
        <p class="ink" style={`${text}${BREAK}margin:0 0 16px;`}>
          <Runs runs={block.runs} />
        </p>
      );
    case "action":
      return <Action block={block} />;
    case "section":
      return <Section block={block} />;
  }
}

function Footer({ lines }: { lines: Run[][] }) {
  const { small } = useLook();
  return (
    <>
      {lines.map((runs) => (
        <p class="soft" style={`${small}${BREAK}margin:0 0 10px;`}>
          <Runs runs={runs} on="tint" />
        </p>
      ))}
    </>
  );
}

/**
 * The text after the subject in a list of e-mails. Blanks fill the rest of the line, which would otherwise show the heading.
 */
function Preview({ text }: { text: string }) {
  return (
    <div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all;">
      {text}
      {"\u00a0\u200c".repeat(60)}
    </div>
  );
}

function Head({ email }: { email: Email }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <meta name="x-apple-disable-message-reformatting" />
      <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
      <title>{email.subject}</title>
      <style>{styleSheet(email.palette.dark)}</style>
    </head>
  );
}

/** The organiser, the ticket, and the small print below. */
function Ticket({ email }: { email: Email }) {
  const { palette, text } = useLook();
  return (
    // Outlook uses the attribute, other programs the style.
    <Table width="560" style="width:100%;max-width:560px;">
      <tr>
        <td align="left" class="ink" style={`${text}${BREAK}padding:0 4px 16px;font-weight:bold;text-align:left;`}>
          {email.organiser}
        </td>
      </tr>
      <tr>
        <TicketStub stub={email.stub} />
      </tr>
      <tr>
        <td
          class="paper pad"
          align="left"
          style={`padding:26px 36px 30px;text-align:left;background-color:${palette.paper};border:1px solid ${palette.line};border-top:0;border-radius:0 0 16px 16px;`}
        >
          <p class="ink" style={`${text}${BREAK}margin:0 0 16px;`}>
            {email.greeting}
          </p>
          {email.blocks.map((block) => (
            <BlockAsHtml block={block} />
          ))}
        </td>
      </tr>
      <tr>
        <td align="left" style="padding:24px 4px 0;text-align:left;">
          <Footer lines={email.footer} />
        </td>
      </tr>
    </Table>
  );
}

export function Layout({ email }: { email: Email }) {
  const { light } = email.palette;
  const ground = `background-color:${light.ground};`;
  return (
    <html lang={email.language} dir="ltr">
      <Head email={email} />
      <body class="ground" style={`margin:0;padding:0;${ground}-webkit-text-size-adjust:100%;`}>
        <Preview text={email.preview} />
        <LookOfMail.Provider value={lookOf(light)}>
          <Table class="ground" style={ground}>
            <tr>
              <td align="center" style="padding:28px 12px 32px;">
                <Ticket email={email} />
              </td>
            </tr>
          </Table>
        </LookOfMail.Provider>
      </body>
    </html>
  );
}
