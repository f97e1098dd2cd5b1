import { offers, participations } from "../registration/capacity.ts";
import { type EventDefinition, type Question, questions } from "../registration/event-definition.ts";

/** Heights in pixels of the form's parts on a page whose letters are of the usual size, as measured. */
const BARE = 854;
const PARTICIPATION = 93;
const PROGRAMME = 66;
const SECOND_CONTACT = 23;
const FOLDED = 49;
const FIRST_FOLDED = 33;
const ASKED: Partial<Record<Question, number>> = { organisation: 134, role: 112, question: 203 };

/** The line that the snippet's link takes already. */
const LINK = 24;

/**
 * How much room the snippet keeps for the form of an event, in pixels. A little too much is space below the button; too
 * little moves what stands below the form, mostly out of sight; so this need not be exact (a test measures how it fits).
 */
export function roomFor(event: EventDefinition): number {
  const asked = new Set(event.questions);
  const folded = [asked.has("diet") || asked.has("access"), asked.has("colleagues")].filter(Boolean).length;
  const parts = [
    participations.filter((participation) => offers(event, participation)).length * PARTICIPATION,
    event.programme.length > 0 ? PROGRAMME : 0,
    event.contacts.content ? SECOND_CONTACT : 0,
    folded > 0 ? FIRST_FOLDED + folded * FOLDED : 0,
    ...questions.map((question) => (asked.has(question) ? (ASKED[question] ?? 0) : 0)),
  ];
  return BARE + parts.reduce((sum, part) => sum + part, 0) - LINK;
}
