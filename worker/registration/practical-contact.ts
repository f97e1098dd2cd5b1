/** The person to contact, in a sentence: "Kari Nordmann (kari@example.no)". */
export function practicalContactOf({
  contacts: { practical },
}: {
  contacts: { practical: { name: string; email: string } };
}): string {
  return `${practical.name} (${practical.email})`;
}
