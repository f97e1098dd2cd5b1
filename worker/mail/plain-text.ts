import type { Email } from "./compose.ts";
import type { Block, Detail, Run } from "./content.ts";

/** "Slett påmeldinga her: https://…". An address that is its own link is written once. */
function line(runs: Run[]): string {
  return runs
    .map(({ text, href }) =>
      href === undefined || href === text || href === `mailto:${text}` ? text : `${text}: ${href}`,
    )
    .join("");
}

function detailAsText({ label, value }: Detail): string {
  return `${label}: ${line(value)}`;
}

function blockAsText(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return line(block.runs);
    case "action":
      return [`${block.label}: ${block.href}`, block.note].filter(Boolean).join("\n");
    case "ticket":
      return `${block.note}: ${block.code}`;
    case "section":
      return [block.heading, ...block.paragraphs.map(line)].join("\n");
  }
}

/** The text part, for readers without HTML. */
export function emailAsText({ organiser, stub, greeting, blocks, footer }: Email): string {
  return [
    organiser,
    `${stub.heading.text}\n${stub.title.text}`,
    ...(stub.details.length > 0 ? [stub.details.map(detailAsText).join("\n")] : []),
    greeting,
    ...blocks.map(blockAsText),
    // RFC 3676 section 4.3: what follows "-- " is a signature, which mail programs leave out of replies.
    `-- \n${footer.map(line).join("\n")}\n`,
  ].join("\n\n");
}
