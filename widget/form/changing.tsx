/**
 * A text that changes. Each new text gets a new element: a translator may have replaced the previous text with its own,
 * which would otherwise stay. A function, not a component: there are many, and each component costs time on a slow phone.
 */
export const changing = (text: string) => text && <span key={text}>{text}</span>;
