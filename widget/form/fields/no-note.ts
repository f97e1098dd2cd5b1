/** Replaces own-note.tsx in every script. */
export const Note = () => null;
