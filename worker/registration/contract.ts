/**
 * What the form and the service send each other. The form imports types from here, never code: validation rules stay on the
 * server.
 */
import type { Language, LocalText } from "../i18n/language.ts";
import type { Availabilities, Participation, PlaceInLine } from "./capacity.ts";
import type { OptionState } from "./choice-places.ts";
import type { Erasable } from "./erasure-times.ts";
import type { Question } from "./event-definition.ts";
import type { Phase } from "./event-times.ts";
import type { QuestionType } from "./own-questions.ts";

/** An event as the public sees it, in one language. Instants are ISO 8601 in UTC; texts are ready to show. */
export interface PublicEvent {
  slug: string;
  language: Language;
  partner: string;
  title: LocalText;
  summary: LocalText | null;
  phase: Phase;
  /** For each way of taking part that the event offers, in the order to show them. */
  availability: Availabilities;
  /** Whether only few seats in the room are free. */
  fewLeft: boolean;
  starts: string;
  ends: string;
  timeZone: string;
  /** How many minutes the event's clock is ahead of UTC at the start. */
  utcOffset: number;
  /** "tysdag 21. november 2023 kl. 09–13" */
  when: string;
  /** The first day of the event, as on a calendar leaf: "nov." and 21. */
  date: { month: string; day: number };
  /** The first day (or day and hour) of registration. */
  opens: string;
  /** The last day (or day and hour) of registration. */
  deadline: string;
  /** "Oslo Kongressenter, eller digitalt" */
  where: string;
  /** What the form says first: when and where; while registration is open, also the deadline and the price. */
  facts: ({ term: string } & LocalText)[];
  /** Who arranges and who pays for the event. `{practicalContact}` is the placeholder for the contact person. */
  imprint: string;
  /** What to say before the attendee types, if all seats in the room are taken. */
  fullNotice: { heading: string; text: string } | null;
  /** Why the event will not take place; null while it will. */
  cancelReason: LocalText | null;
  /** The partner's colour on light and on dark pages, as CSS: "light-dark(#0d4f43,#2ccbae)". */
  accent: string | null;
  /** Null if nobody can take part in person. */
  venue: { name: string; city: string; address: string | null } | null;
  programme: LocalText[];
  price: LocalText | null;
  organiser: { name: string; email: string };
  contacts: { practical: Contact & { email: string }; content: Contact | null };
  fundedBy: string | null;
  /** In the order of the form: built-in questions and the organiser's own. */
  questions: readonly (Question | OwnField)[];
  /** The sentence of consent, if the organiser's own sensitive questions are among the questions. */
  consent?: string;
  colleaguesMax: number;
  /** Characters that each field may have. */
  limits: Record<TextField, number>;
  /** Hours that a place is held until the attendee verifies the address; absent where the event does not ask for that. */
  holdHours?: number;
  retention: { needsDays: number; registrationsDays: number };
  privacyUrl: string;
  hostedUrl: string;
  /** The page that sends an attendee the link to the registration again. */
  lostLinkUrl: string;
}

/** One of the organiser's own questions, as the form asks it. Absent properties do not apply. */
export interface OwnField {
  key: string;
  type: QuestionType;
  label: LocalText;
  hint?: LocalText;
  required?: true;
  /** Asked only of people who take part in this way. */
  participation?: Participation;
  /** Asked only of people who chose one of these options of the earlier question `key`. */
  showIf?: { key: string; options: readonly string[] };
  sensitive?: true;
  perColleague?: true;
  options?: readonly OwnOption[];
  /** The limits of a number or a day, or of the number of options in an answer. */
  min?: number | string;
  max?: number | string;
  maxLength?: number;
}

export interface OwnOption {
  key: string;
  label: LocalText;
  /** Absent if there are enough places, or no limit. Never the number of places. */
  places?: Exclude<OptionState, "open">;
}

export interface Contact {
  name: string;
  organisation: string | null;
  email: string | null;
}

export type TextField = "name" | "organisation" | "role" | "question" | "diet" | "access";

/** The body of `POST /api/events/{event}/registrations`, as the form sends it. */
export interface RegistrationBody {
  partner: string;
  language: Language;
  name: string;
  email: string;
  participation: Participation | "";
  waitlist: boolean;
  organisation?: string;
  role?: string;
  question?: string;
  /** To the organiser's own questions, by their keys: a text, the key of an option or several, "true" for a consent. */
  answers?: SentAnswers;
  needs?: { diet: string; access: string; consent: boolean };
  colleagues?: { name: string; email: string; answers?: SentAnswers }[];
}

export type SentAnswers = Record<string, string | string[]>;

/** 201: what a new registration gets now. Whether the address is new is told only by e-mail to that address. */
export interface RegistrationAnswer {
  status: "confirmed" | "waitlisted";
  participation: Participation;
  /** Roughly where on the waiting list; null with a place. */
  position: PlaceInLine | null;
  /** Of all the people in the request. */
  places: { confirmed: number; waitlisted: number };
}

/** 201 to the form: the answer, and the words to show, which follow from the answer and the event alone. */
export interface AnswerWithReceipt extends RegistrationAnswer {
  receipt: Receipt;
}

/** What the attendee reads after sending, in the language of the request. */
export interface Receipt {
  /** `warn`: something is still open, a place on the waiting list or an address to verify. */
  tone: "good" | "warn";
  heading: string;
  /** `{email}` is the placeholder for the address. */
  lead: string;
  /** Where the attendee takes part. */
  where: string;
  /** Links that put the event in a calendar, the file first. None without a place. */
  calendar: { text: string; href: string }[];
  /** What happens next, in order. */
  next: { when: string; what: string }[];
  nextHeading: string;
  /** What to do if the e-mail does not come. `{practicalContact}` is the placeholder for the contact. */
  help: string;
}

/** A field that was refused. `code` is the key of a text without its `error.`; `field` is a path such as `colleagues.0.email`. */
export interface FieldError {
  field: string;
  code: string;
  /** A sentence for the attendee, if the service has checked an attendee's form. */
  detail?: string;
  /** The question, if the form itself found that one of the organiser's own has no answer. Never from the service. */
  label?: string;
}

/** RFC 9457 problem details. `type` is stable; `detail` is a sentence for the reader, in the request's language. */
export interface Problem {
  type: `/problems/${string}`;
  title: string;
  status: number;
  detail: string;
  errors?: FieldError[];
  /** What to do before trying again: proof of work, a Turnstile token, or a wait (widget/challenge/proof-of-work.ts). */
  challenge?: unknown;
  /**
   * With /problems/full: the present availability for as many people as the request registers, so that a form need not
   * guess.
   */
  availability?: PublicEvent["availability"];
  fewLeft?: boolean;
  /** With /problems/erasures-unconfirmed and deletion-unconfirmed: what would be erased. */
  erases?: Erases;
}

/** What a new definition of an event erases. Instants are ISO 8601 in UTC. */
export interface Erases {
  /** The number of people who lose data: the number to confirm. */
  people: number;
  what: {
    what: Erasable;
    /** How many people have this data. */
    people: number;
    /** From when on it is erased. */
    at: string;
  }[];
}

/** What a browser needs to get a token of Cloudflare's Turnstile, in `challenge` if the service uses Turnstile. */
export interface TurnstileChallenge {
  siteKey: string;
  /** The address of Cloudflare's script. */
  script: string;
  action: string;
}
