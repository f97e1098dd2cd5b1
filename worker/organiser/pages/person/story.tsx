/** The history of one attendee: changes and e-mails together, latest first. */
import { dateAndTime, longDate, timeOfDay } from "../../../i18n/dates.ts";
import type { TextKey, Translate } from "../../../i18n/translate.ts";
import type { ChangeReason } from "../../../registration/change.ts";
import type { SentMessage } from "../../../storage/attendee-mail.ts";
import type { PersonChange } from "../../../storage/person-history.ts";
import type { Person } from "../../person.ts";
import { whatHappened } from "../mail-fate.ts";

interface Told {
  at: number;
  words: string;
  /** Why an e-mail did not arrive. */
  more?: string;
}

/** The text of a change, by its type and reason. */
function didWhat({ type, reason }: Pick<PersonChange, "type" | "reason">): TextKey {
  switch (type) {
    case "registration.confirmed":
    case "registration.waitlisted": {
      const waits = type === "registration.waitlisted";
      switch (reason) {
        case "by-hand":
          return waits ? "organiser.person.did.byHandWaiting" : "organiser.person.did.byHand";
        case "colleague":
          return "organiser.list.addedBy.colleague";
        case "handed-over":
          return "organiser.person.did.tookOver";
        case "back":
          return waits ? "organiser.person.did.backWaiting" : "organiser.person.did.back";
        case "participation":
          return "organiser.person.did.moved";
        case "at-the-door":
          return "organiser.person.did.atTheDoor";
        default:
          return waits ? "organiser.person.did.waitlisted" : "organiser.person.did.confirmed";
      }
    }
    case "registration.promoted":
      if (reason === "at-the-door") return "organiser.person.did.atTheDoor";
      return reason === "capacity-raised" ? "organiser.person.did.raised" : "organiser.person.did.promoted";
    case "registration.cancelled":
      return cancelledWhy(reason);
    default:
      return changedWhat(reason);
  }
}

function cancelledWhy(reason: ChangeReason | null): TextKey {
  switch (reason) {
    case "hold-ended":
      return "organiser.person.did.holdEnded";
    case "bounced":
      return "organiser.person.did.bounced";
    case "handed-over":
      return "organiser.person.did.handedOver";
    case "filter":
      return "organiser.person.did.filter";
    default:
      return "organiser.list.tab.cancelled";
  }
}

function changedWhat(reason: ChangeReason | null): TextKey {
  switch (reason) {
    case "answers":
      return "organiser.person.did.answers";
    case "address":
      return "organiser.person.did.address";
    case "participation":
      return "organiser.person.did.moved";
    case "verified":
      return "organiser.person.did.verified";
    case "joined":
      return "organiser.person.did.joined";
    case "checked-in":
      return "organiser.person.did.checkedIn";
    case "check-in-undone":
      return "organiser.person.did.checkInUndone";
    case "at-the-door":
      return "organiser.person.did.atTheDoor";
    default:
      return "organiser.person.did.changed";
  }
}

/** A name from the audit log for readers: an address, or the name of a token without its id. */
const nameIn = (who: string) => who.replace(/^[0-9a-f]{32} /, "");

/** "Meldt av, av rebekka@example.no." */
export function changeInWords(change: PersonChange, t: Translate): string {
  const what = t(didWhat(change));
  return change.by ? t("organiser.person.by", { what, who: nameIn(change.by) }) : t("organiser.person.self", { what });
}

function mailTold(message: SentMessage, t: Translate): Told {
  const { kind, status, at } = message;
  const words = t("organiser.person.mailed", {
    kind: t(`organiser.mail.kind.${kind}`),
    fate: t(`organiser.person.fate.${status}`),
  });
  const failed = status === "failed" || status === "bounced" || status === "complained";
  return { at, words, ...(failed ? { more: whatHappened({ status, reason: message.reason }, t) } : {}) };
}

function storyOf({ changes, messages }: Person, t: Translate): Told[] {
  const told: Told[] = [
    ...changes.map((change) => ({ at: change.at, words: changeInWords(change, t) })),
    ...messages.map((message) => mailTold(message, t)),
  ];
  // Entries at the same moment keep their order, and then everything is reversed, so that the latest is on top.
  return told.sort((a, b) => a.at - b.at).reverse();
}

/** "I dag kl. 11.43", or the day. */
export function momentInWords(t: Translate, at: number, now: number, timeZone: string): string {
  const today = longDate(t, at, timeZone) === longDate(t, now, timeZone);
  return today ? t("organiser.person.today", { time: timeOfDay(t, at, timeZone) }) : dateAndTime(t, at, timeZone);
}

interface StoryProps {
  person: Person;
  timeZone: string;
  now: number;
  t: Translate;
}

export function Story({ person, timeZone, now, t }: StoryProps) {
  return (
    <section class="near" aria-labelledby="history">
      <h3 id="history">{t("organiser.person.history")}</h3>
      <ol>
        {storyOf(person, t).map(({ at, words, more }) => (
          <li key={`${at} ${words}`}>
            <b>{momentInWords(t, at, now, timeZone)}</b> {words} {more && <small>{more}</small>}
          </li>
        ))}
      </ol>
    </section>
  );
}
