import type { Email } from "./compose.ts";
import type { Block, Run } from "./content.ts";

/** "Slett påmeldinga her: https://…". An address that is its own link stands once. */
function line(runs: Run[]): string {
  return runs
    .map(({ text, href }) =>
      href === undefined || href === text || href === `mailto:${text}` ? text : `${text}: ${href}`,
    )
    .join("");
}

function blockAsText(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return line(block.runs);
    case "details":
      return block.details.map(({ label, value }) => `${label}: ${line(value)}`).join("\n");
    case "action":
      return `${block.label}: ${block.href}\n${block.note}`;
    case "section":
      return [block.heading, ...block.paragraphs.map(line)].join("\n");
    case "links":
      return [`${block.heading}: ${block.first.href}`, block.note].join("\n");
  }
}

/** The text part, for readers without HTML. */
export function emailAsText({ headline, title, greeting, blocks, signOff, footer }: Email): string {
  return [
    `${headline.text}\n${title.text}`,
    greeting,
    ...blocks.map(blockAsText),
    signOff.join("\n"),
    // RFC 3676 section 4.3: what follows "-- " is a signature, which mail programs leave out of replies.
    `-- \n${footer.map(line).join("\n")}\n`,
  ].join("\n\n");
}
