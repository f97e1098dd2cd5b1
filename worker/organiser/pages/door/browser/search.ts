/** Finding people by three letters of the name, or by their code. */
import { readCode } from "../../../../registration/ticket.ts";
import type { DoorPerson } from "../../../door-person.ts";

/** The most rows on the screen. */
const SHOWN = 20;
const LETTERS_MIN = 3;

/** Accents may be left out; å, æ and ø are separate letters and must be typed. */
const plain = (text: string) =>
  text
    .toLowerCase()
    .normalize("NFC")
    .replaceAll(/[éèêëáàâíìîóòôúùûüñçšž]/g, (letter) => letter.normalize("NFD").charAt(0));

/** A found person, with the name in three parts: before the found letters, the letters, and after. */
export type Hit = { person: DoorPerson; name: [string, string, string] };

export function byName(people: Iterable<DoorPerson>, typed: string): Hit[] {
  const wanted = plain(typed.trim());
  if (wanted.length < LETTERS_MIN) return [];
  const hits: (Hit & { rank: number })[] = [];
  for (const person of people) {
    const name = plain(person.name);
    const at = name.indexOf(wanted);
    if (at < 0) continue;
    const end = at + wanted.length;
    const parts: Hit["name"] = [person.name.slice(0, at), person.name.slice(at, end), person.name.slice(end)];
    hits.push({ person, name: parts, rank: at === 0 || name[at - 1] === " " ? 0 : 1 });
  }
  return hits.sort((a, b) => a.rank - b.rank || a.person.name.localeCompare(b.person.name, "nb")).slice(0, SHOWN);
}

/** The people with this code, rarely more than one: then the name decides. */
export async function byCode(people: Iterable<DoorPerson>, event: string, typed: string): Promise<Hit[]> {
  const code = readCode(typed);
  if (!code) return [];
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${event} ${code}`));
  const hash = Array.from(new Uint8Array(digest, 0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [...people]
    .filter(({ codes }) => codes.includes(hash))
    .map((person) => ({ person, name: [person.name, "", ""] }));
}
