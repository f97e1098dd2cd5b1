/**
 * What the form and the service send each other. The form imports types from here, never code: the rules of validation stay on
 * the server.
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
  /** Whether the free seats in the room are few. */
  fewLeft: boolean;
  starts: string;
  ends: string;
  timeZone: string;
  /** Minutes that the event's clock is ahead of UTC when it starts. */
  utcOffset: number;
  /** "tysdag 21. november 2023 kl. 09–13" */
  when: string;
  /** The day that it starts, as on a leaf of a calendar: "nov." and 21. */
  date: { month: string; day: number };
  /** The first day (or day and hour) of registration. */
  opens: string;
  /** The last day (or day and hour) of registration. */
  deadline: string;
  /** "Oslo Kongressenter, eller digitalt" */
  where: string;
  /** What the form says first: when, where, and as long as registration is open, until when and at what price. */
  facts: ({ term: string } & LocalText)[];
  /** Who arranges it and who pays. `{practicalContact}` stands where the person to ask goes. */
  imprint: string;
  /** What to say before the attendee types, where all seats in the room are taken. */
  fullNotice: { heading: string; text: string } | null;
  /** Why the event will not take place; null while it will. */
  cancelReason: LocalText | null;
  /** The partner's colour on light and on dark pages, as CSS: "light-dark(#0d4f43,#2ccbae)". */
  accent: string | null;
  /** Null where nobody can take part in person. */
  venue: { name: string; city: string; address: string | null } | null;
  programme: LocalText[];
  price: LocalText | null;
  organiser: { name: string; email: string };
  contacts: { practical: Contact & { email: string }; content: Contact | null };
  fundedBy: string | null;
  /** In the order of the form: those that the service knows by name, and the organiser's own. */
  questions: readonly (Question | OwnField)[];
  /** What sensitive answers are consented to: where the organiser's own questions are among them. */
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

/** A question of the organiser's own, as the form asks it. What is absent does not apply. */
export interface OwnField {
  key: string;
  type: QuestionType;
  label: LocalText;
  hint?: LocalText;
  required?: true;
  /** Asked of those only who take part in this way. */
  participation?: Participation;
  /** Asked of those only who have chosen one of these options of the earlier question `key`. */
  showIf?: { key: string; options: readonly string[] };
  sensitive?: true;
  perColleague?: true;
  options?: readonly OwnOption[];
  /** Of numbers and days, and how many options there may be in an answer. */
  min?: number | string;
  max?: number | string;
  maxLength?: number;
}

export interface OwnOption {
  key: string;
  label: LocalText;
  /** Whether there are places left: absent where there are enough, or no number of places. Never how many. */
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

/** 201: what a new registration gets now. Only the address itself learns, by e-mail, whether it is new. */
export interface RegistrationAnswer {
  status: "confirmed" | "waitlisted";
  participation: Participation;
  /** Roughly where on the waiting list; null with a place. */
  position: PlaceInLine | null;
  /** Of all the people in the request. */
  places: { confirmed: number; waitlisted: number };
}

/** 201 to the form: the answer, and the words to show. They follow from the answer and the event alone. */
export interface AnswerWithReceipt extends RegistrationAnswer {
  receipt: Receipt;
}

/** What the attendee reads after sending, in the language of the request. */
export interface Receipt {
  /** `warn`: something is still open, a place on the waiting list or an address to verify. */
  tone: "good" | "warn";
  heading: string;
  /** `{email}` stands where the address goes. */
  lead: string;
  /** Where the attendee takes part. */
  where: string;
  /** Ways into a calendar: the file first. None without a place. */
  calendar: { text: string; href: string }[];
  /** What happens next, in order. */
  next: { when: string; what: string }[];
  nextHeading: string;
  /** If the e-mail does not come. `{practicalContact}` stands where the contact goes. */
  help: string;
}

/** A field that was refused. `code` is the key of a text without its `error.`; `field` is a path such as `colleagues.0.email`. */
export interface FieldError {
  field: string;
  code: string;
  /** A sentence for the attendee, where the service has checked an attendee's form. */
  detail?: string;
  /** The question, where the form itself asks for an answer to one of the organiser's own. Never from the service. */
  label?: string;
}

/** RFC 9457 problem details. `type` is stable; `detail` is a sentence for the reader, in the request's language. */
export interface Problem {
  type: `/problems/${string}`;
  title: string;
  status: number;
  detail: string;
  errors?: FieldError[];
  /** What to do before trying again: work, or a token of Turnstile, or a wait (widget/challenge/proof-of-work.ts). */
  challenge?: unknown;
  /** With /problems/full: what as many people as this request registers find now, so that a form need not guess. */
  availability?: PublicEvent["availability"];
  fewLeft?: boolean;
  /** With /problems/erasures-unconfirmed and deletion-unconfirmed: what would be erased. */
  erases?: Erases;
}

/** What a new definition erases. Instants are ISO 8601 in UTC. */
export interface Erases {
  /** Of how many people something is erased: the number to confirm. */
  people: number;
  what: {
    what: Erasable;
    /** How many people have it. */
    people: number;
    /** From when on it is erased. */
    at: string;
  }[];
}

/** What a browser needs to get a token of Cloudflare's Turnstile, in `challenge` where the service has it. */
export interface TurnstileChallenge {
  siteKey: string;
  /** The address of Cloudflare's script. */
  script: string;
  action: string;
}
