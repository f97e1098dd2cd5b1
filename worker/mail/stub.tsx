import type { Stub } from "./compose.ts";
import type { Detail } from "./content.ts";
import { BREAK } from "./look.ts";
import { Runs, Table, useLook } from "./parts.tsx";

/** White in light and dark mode, like a calendar leaf. The month is decoration: the date is below in words. */
const LEAF = { paper: "#ffffff", ink: "#17212a", struck: "#525a61" };

function Tile({ tile, cancelled }: { tile: NonNullable<Stub["tile"]>; cancelled: boolean }) {
  const { palette, text } = useLook();
  const [ground, letters] = cancelled ? [palette.void, palette.onVoid] : [palette.accent, palette.onAccent];
  const day = cancelled ? `color:${LEAF.struck};text-decoration:line-through;` : `color:${LEAF.ink};`;
  return (
    <Table
      class="tile"
      width="60"
      aria-hidden="true"
      style={`width:60px;border-radius:8px;overflow:hidden;background-color:${LEAF.paper};text-align:center;`}
    >
      <tr>
        <td
          class={cancelled ? "void" : "month"}
          align="center"
          style={`${text}padding:2px 0;background-color:${ground};color:${letters};font-size:16px;font-weight:bold;line-height:1.4;border-radius:8px 8px 0 0;`}
        >
          {tile.month}
        </td>
      </tr>
      <tr>
        <td
          align="center"
          style={`${text}padding:3px 0 6px;${day}background-color:${LEAF.paper};font-size:30px;font-weight:bold;line-height:1.2;border-radius:0 0 8px 8px;`}
        >
          {tile.day}
        </td>
      </tr>
    </Table>
  );
}

function Row({ detail: { label, value, struck }, last }: { detail: Detail; last: boolean }) {
  const { text, small } = useLook();
  const below = last ? "0" : "6px";
  return (
    <tr>
      <td class="soft label" valign="top" style={`${small}padding:0 18px ${below} 0;line-height:1.6;`}>
        {label}
      </td>
      <td class={struck ? "soft" : "ink"} valign="top" style={`${struck ? small : text}${BREAK}padding:0 0 ${below};`}>
        {struck ? (
          <s>
            <Runs runs={value} on="tint" />
          </s>
        ) : (
          <Runs runs={value} on="tint" />
        )}
      </td>
    </tr>
  );
}

/** The upper part of the ticket, down to the perforation. */
export function TicketStub({ stub }: { stub: Stub }) {
  const { palette, text } = useLook();
  const { heading, title, tile, details } = stub;
  return (
    <td
      class="stub pad"
      align="left"
      style={`padding:28px 36px 26px;text-align:left;background-color:${palette.stub};border:1px solid ${palette.line};border-bottom:2px dashed ${palette.perforation};border-radius:16px 16px 0 0;`}
    >
      <Table width="auto">
        <tr>
          {tile && (
            <td class="leaf" valign="middle" style="padding:0 20px 0 0;">
              <Tile tile={tile} cancelled={stub.void} />
            </td>
          )}
          <td valign="middle">
            <h1
              class="ink heading"
              style={`${text}${BREAK}margin:0;font-size:27px;line-height:1.15;letter-spacing:-0.02em;font-weight:bold;`}
            >
              <Runs runs={[heading]} on="tint" />
            </h1>
            <p class="ink" style={`${text}${BREAK}margin:4px 0 0;`}>
              <Runs runs={[title]} on="tint" />
            </p>
          </td>
        </tr>
      </Table>
      {details.length > 0 && (
        <Table width="auto" style="margin:20px 0 0;">
          {details.map((detail, index) => (
            <Row detail={detail} last={index === details.length - 1} />
          ))}
        </Table>
      )}
    </td>
  );
}
