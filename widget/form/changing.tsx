/**
 * A text that changes. Each new text gets a new element: a translator may have put its own text in the place of the one
 * before, which would otherwise stay. A function, not a component: there are many, and a slow phone feels each component.
 */
export const changing = (text: string) => text && <span key={text}>{text}</span>;
