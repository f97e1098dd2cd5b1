/** In the place of own-note.tsx in every script. */
export const Note = () => null;
