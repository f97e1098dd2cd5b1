/** Errands: what attendees may want to do on the manage page. */
import type { Translate } from "../i18n/translate.ts";
import type { Errand } from "../pages/parts.tsx";
import { presentAvailability } from "../registration/capacity.ts";
import { phaseOf } from "../registration/event-times.ts";
import { handOverRefusal } from "../registration/pending-address.ts";
import type { OpenAddress } from "../storage/pending-addresses.ts";
import { calendarUrl, manageUrl } from "../urls.ts";
import { type ManageSession, refusalOf } from "./manage.ts";
import { type Move, movesOf } from "./moves.ts";

/** The data that decides which errands are shown. */
interface ErrandView {
  session: ManageSession;
  /** Milliseconds since 1970. */
  now: number;
  t: Translate;
  /** The secret of the attendee's calendar file. */
  calendar: string;
  /** Questions to other mailboxes that are not answered yet. */
  open: readonly OpenAddress[];
}

/** The likely errands first. Each function returns its rows at present, often one or none. */
const errands: readonly ((view: ErrandView) => Errand[])[] = [
  calendarErrand,
  moveErrands,
  handOverErrand,
  leaveErrand,
  addressErrand,
];

export function errandsOf(view: ErrandView): Errand[] {
  return errands.flatMap((rowsOf) => rowsOf(view));
}

function calendarErrand({ session, now, t, calendar }: ErrandView): Errand[] {
  const { registration, event } = session;
  const phase = phaseOf(event.definition, now);
  if (registration.status !== "confirmed" || phase === "cancelled" || phase === "past") return [];
  return [
    {
      icon: "calendar",
      verb: t("calendar.heading"),
      consequence: t("errand.calendar"),
      href: calendarUrl("", calendar),
    },
  ];
}

function moveErrands({ session, now, t }: ErrandView): Errand[] {
  return movesOf(session, now).map((move) => ({
    icon: move === "in-person" ? "place" : "swap",
    ...wordsOf(move, session, t),
    href: `${manageUrl("", session.secret)}/${move}`,
  }));
}

function wordsOf(move: Move, { registration, event }: ManageSession, t: Translate) {
  const waits = registration.status === "waitlisted";
  switch (move) {
    case "digital":
      return waits
        ? { verb: t("errand.digitalOnly"), consequence: t("errand.digitalOnly.then") }
        : { verb: t("errand.digital"), consequence: t("errand.digital.then") };
    case "in-person": {
      const { availability } = presentAvailability(event.definition, event.capacity);
      const then = availability["in-person"] === "open" ? "errand.inPerson.open" : "errand.inPerson.full";
      return { verb: t("errand.inPerson"), consequence: t(then) };
    }
    case "meanwhile":
      return { verb: t("errand.meanwhile"), consequence: t("errand.keepsWaiting") };
    case "wait-only":
      return { verb: t("errand.waitOnly"), consequence: t("errand.keepsWaiting") };
  }
}

function leaveErrand({ session, now, t }: ErrandView): Errand[] {
  if (refusalOf("cancel", session, now)) return [];
  const waits = session.registration.status === "waitlisted";
  const final = phaseOf(session.event.definition, now) === "closed";
  return [
    {
      icon: "leave",
      verb: t(waits ? "errand.leaveList" : "errand.cancel"),
      consequence: t(final ? "errand.cancel.final" : "errand.cancel.undo"),
      href: `${manageUrl("", session.secret)}/cancel`,
    },
  ];
}

/** While an offer is open, the page shows the offer instead. */
function handOverErrand({ session, now, t, open }: ErrandView): Errand[] {
  const { event, registration, secret } = session;
  const offered = open.some(({ purpose }) => purpose === "hand-over");
  if (offered || handOverRefusal(event.definition, registration, now)) return [];
  return [
    {
      icon: "hand-over",
      verb: t("manage.handOver"),
      consequence: t("manage.handOverHint"),
      href: `${manageUrl("", secret)}/hand-over`,
    },
  ];
}

function addressErrand({ session, now, t }: ErrandView): Errand[] {
  if (refusalOf("answers", session, now)) return [];
  return [
    {
      icon: "mail",
      verb: t("manage.newAddress"),
      consequence: t("manage.newAddressHint"),
      href: `${manageUrl("", session.secret)}/address`,
    },
  ];
}
