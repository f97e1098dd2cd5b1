import { renderToString } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { formEvent } from "../../../widget/embed-config.ts";
import type { FormActions } from "../../../widget/form/form-actions.ts";
import { FormContext } from "../../../widget/form/form-context.ts";
import { createFormModel, type Failure, type FormPhase } from "../../../widget/form/form-model.ts";
import { RegistrationForm } from "../../../widget/form/registration-form.tsx";
import { type Texts, textsFor } from "../../../widget/texts.ts";
import { createTranslator } from "../../../widget/translate.ts";
import { textsIn } from "../../../worker/attendee/embed.ts";
import { publicEvent } from "../../../worker/attendee/public-event.ts";
import { noPlaces } from "../../../worker/registration/choice-places.ts";
import type { PublicEvent } from "../../../worker/registration/contract.ts";
import { eventDefinition, type Question, questions } from "../../../worker/registration/event-definition.ts";
import * as example from "../../../worker/registration/examples.ts";
import { sample } from "../builders.ts";

const now = Date.parse("2026-11-24T12:00:00Z");

/** An event with these questions, as full as given. */
function anEvent({
  asked = questions,
  inPersonTaken = 0,
  ...changes
}: {
  asked?: readonly Question[];
  inPersonTaken?: number;
  participation?: object;
  registrationCloses?: string;
  registrationOpens?: string;
  cancelled?: object;
}) {
  const participation = { inPerson: { capacity: 1, waitlist: true }, digital: {} };
  const definition = eventDefinition.parse({ ...sample, participation, ...changes, questions: asked });
  const { inPerson } = definition.participation;
  const capacity = {
    inPersonCapacity: inPerson?.capacity ?? null,
    digitalCapacity: null,
    waitlist: inPerson?.waitlist ?? false,
    inPersonTaken,
    digitalTaken: 0,
    waiting: 0,
  };
  return publicEvent({ definition, capacity, places: noPlaces }, "stad", "nn", "https://x.no", now);
}

/** Everything that may happen to the form of this event. */
function phasesOf({ phase, questions }: PublicEvent): FormPhase[] {
  if (phase !== "open") return [{ state: "editing" }];
  const places = { confirmed: 1, waitlisted: questions.includes("colleagues") ? 2 : 0 };
  const receipt = { ...example.receipt, lead: "Stadfestinga er på veg til {email}." };
  const answer = { status: "confirmed", participation: "in-person", position: null, places, receipt } as const;
  const failures: Failure[] = [
    { reason: "refused", type: "full", detail: "" },
    { reason: "network" },
    { reason: "unknown-outcome" },
    { reason: "server-error" },
    { reason: "rate-limited", minutes: 2 },
    { reason: "invalid", errors: [{ field: "name", code: "name.required" }] },
  ];
  if (questions.includes("access"))
    failures.push({ reason: "invalid", errors: [{ field: "needs.consent", code: "needs.consentRequired" }] });
  return [
    { state: "editing" },
    { state: "sending", slow: false },
    { state: "sending", slow: true },
    { state: "received", answer, email: "kari@example.no" },
    ...failures.map((failure): FormPhase => ({ state: "failed", failure })),
  ];
}

describe("the texts that are sent with the form of an event", () => {
  it.each([
    ["everything is asked of", anEvent({})],
    ["nothing is asked of", anEvent({ asked: [] })],
    ["is in person only", anEvent({ participation: { inPerson: { capacity: 5, waitlist: false } } })],
    ["is digital only", anEvent({ participation: { digital: {} }, asked: ["access"] })],
    ["is full", anEvent({ inPersonTaken: 1, asked: ["colleagues", "role"] })],
    ["is closed", anEvent({ registrationCloses: "2026-11-20T00:00" })],
    ["is not open yet", anEvent({ registrationOpens: "2026-12-01T00:00" })],
    ["is cancelled", anEvent({ cancelled: { reason: { nb: "Sykdom" } } })],
  ])("that %s are all that it says, whatever happens", (_, event) => {
    const missing = new Set<string>();
    const texts = new Proxy<Texts>(textsIn("nn", textsFor(event)), {
      get(known, key) {
        if (!(key in known)) missing.add(String(key));
        return Reflect.get(known, key);
      },
    });
    for (const phase of phasesOf(event)) {
      const values = { "needs.access": "rullestol", "colleagues.0.name": "Ola" };
      const model = createFormModel(formEvent(event), { values, phase });
      model.suggestion.value = "kari@gmail.com";
      model.restored.value = true;
      const context = { model, t: createTranslator(texts), actions: {} as FormActions, localTime: "09.00" };
      const html = renderToString(
        <FormContext.Provider value={context}>
          <RegistrationForm />
        </FormContext.Provider>,
      );
      expect(html).not.toMatch(/undefined|[{}]/);
    }
    expect([...missing]).toEqual([]);
  });
});
