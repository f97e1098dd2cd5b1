/**
 * A text that changes. Each new text gets a new element: a translator may have put its own text in the place of the one
 * before, which would otherwise stay.
 */
export function ChangingText({ text }: { text: string }) {
  return text ? <span key={text}>{text}</span> : null;
}
