import type { ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import type { Run } from "./content.ts";
import { type Look, LookOfMail } from "./look.ts";

export function useLook(): Look {
  const look = useContext(LookOfMail);
  if (!look) throw new Error("A part of an e-mail outside the layout");
  return look;
}

interface TableProps {
  children: ComponentChildren;
  width?: string;
  class?: string;
  style?: string;
  "aria-hidden"?: "true";
}

/** A table for layout, which screen readers ignore. */
export function Table({ children, width = "100%", ...rest }: TableProps) {
  return (
    <table role="presentation" width={width} cellPadding="0" cellSpacing="0" {...rest}>
      <tbody>{children}</tbody>
    </table>
  );
}

/** Keeps "kl. 09" on one line. */
const unbroken = (text: string) => text.replace(/kl\. (?=\d)/g, "kl.\u00a0");

/** `on`: on `paper` links have the accent; on `tint` (the stub or the ground) they have the colour of the text. */
export function Runs({ runs, on = "paper" }: { runs: Run[]; on?: "paper" | "tint" }) {
  const look = useLook();
  const [name, style] = on === "paper" ? ["link", look.link] : ["soft", look.plainLink];
  return (
    <>
      {runs.map(({ text, href, lang }) => {
        if (href)
          return (
            <a class={name} href={href} lang={lang} style={style}>
              {text}
            </a>
          );
        return lang ? <span lang={lang}>{unbroken(text)}</span> : unbroken(text);
      })}
    </>
  );
}
