/** The frame of every page that says what will happen to a person, and asks for confirmation. */
import type { ComponentChildren } from "preact";
import { ButtonLink, Notice } from "../../../pages/parts.tsx";
import { deskPage } from "../desk.tsx";
import type { PersonRequest } from "./desk-request.ts";
import { aboutPath, personPath } from "./place.ts";

interface AskPage {
  /** The last part of the page's path. */
  page: string;
  heading: string;
  /** Whether the typed values have errors, which the title says. */
  mistaken?: boolean;
  /** Why the organiser is asked again. */
  notice?: ComponentChildren;
  children: ComponentChildren;
  status?: number;
}

export function askPage(request: PersonRequest, { page, heading, mistaken, notice, children, status = 200 }: AskPage) {
  const { event, reader, place, t } = request;
  return deskPage({
    event: event.definition,
    reader,
    place: "registrations",
    title: mistaken ? t("error.titlePrefix", { title: heading }) : heading,
    path: aboutPath(place, page),
    status,
    children: (
      <div class="sect question">
        <h1>{heading}</h1>
        {notice && <Notice tone="warning">{notice}</Notice>}
        {children}
      </div>
    ),
  });
}

/** The link back to the person, which changes nothing. */
export function KeepLink({ place, t }: Pick<PersonRequest, "place" | "t">) {
  return (
    <ButtonLink href={personPath(place)} look="quiet">
      {t("organiser.person.keep")}
    </ButtonLink>
  );
}
