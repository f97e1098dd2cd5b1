/** The form is drawn by Preact on the server and by widget/draw.ts in the browser: whoever draws, it is the same form. */
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FormState, initialState } from "../../widget/state.ts";
import { questions } from "../../worker/registration/event-definition.ts";
import { limits } from "../../worker/registration/request.ts";
import { launchBrowser } from "../local/browser.ts";

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.addScriptTag({
    content: await scriptOf("ours.tsx", { "preact/jsx-runtime": "../../widget/jsx-runtime.ts" }),
  });
  await page.addScriptTag({ content: await scriptOf("preacts.tsx", {}) });
});
afterAll(() => browser.close());

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

async function scriptOf(file: string, aliases: Record<string, string>): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    oxc: { jsx: { runtime: "automatic", importSource: "preact", development: false } },
    resolve: { alias: Object.entries(aliases).map(([find, path]) => ({ find, replacement: fileOf(path) })) },
    build: {
      write: false,
      rolldownOptions: { input: fileOf(`drawing/${file}`), output: { format: "iife" } },
    },
  });
  const [output] = [built].flat();
  if (!output || !("output" in output)) throw new Error("Nothing was built");
  return output.output[0].code;
}

const text = fc.constantFrom("", "Kari Nordmann", "kari@example.no", "x".repeat(980), "<b>&", "Đỗ 🎉");
const fields = [
  "name",
  "email",
  "participation",
  "needs.consent",
  "question",
  "colleagues.0.name",
  "colleagues.1.email",
];
const error = fc.record({
  field: fc.constantFrom(...fields),
  code: fc.constantFrom("name.required", "email.noAt", "participation.required", "colleague.name", "new.to.us"),
});
const errors = fc.uniqueArray(error, { selector: ({ field }) => field, maxLength: 4 });
const availability = fc.constantFrom("open" as const, "waitlist" as const, "full" as const);
const place = fc.record({
  text: fc.constantFrom("Samskaping", "Co-creation"),
  lang: fc.constantFrom("nb" as const, "en" as const),
});

const event = fc.record({
  slug: fc.constant("samling"),
  language: fc.constant("nn" as const),
  partner: fc.constant("stad"),
  title: place,
  phase: fc.constantFrom("open", "open", "open", "closed", "past", "cancelled", "not-open"),
  availability: fc.record({ "in-person": availability, digital: availability }, { requiredKeys: [] }),
  placesLeft: fc.constantFrom(null, 1, 7),
  starts: fc.constant("2026-12-15T08:00:00.000Z"),
  ends: fc.constant("2026-12-15T12:00:00.000Z"),
  utcOffset: fc.constant(60),
  when: fc.constant("tysdag 15. desember 2026 kl. 09.00–13.00"),
  opens: fc.constant("sundag 1. november 2026 kl. 00.00"),
  deadline: fc.constant("onsdag 9. desember 2026"),
  venue: fc.record({
    name: fc.constant("Oslo Kongressenter"),
    city: fc.constant("Oslo"),
    address: fc.constantFrom(null, "Youngs gate 11"),
  }),
  programme: fc.array(place, { maxLength: 3 }),
  price: fc.option(place),
  organiser: fc.constant({ name: "Telemarksforsking", email: "konferanse@example.no" }),
  contacts: fc.record({
    practical: fc.constant({ name: "Kari Nordmann", email: "kari@example.no", organisation: null }),
    content: fc.option(
      fc.record({
        name: fc.constant("Ola Nordmann"),
        organisation: fc.constant(null),
        email: fc.constantFrom(null, "ola@example.no"),
      }),
    ),
  }),
  questions: fc.subarray([...questions]),
  colleaguesMax: fc.constant(3),
  limits: fc.constant(limits),
  retention: fc.constant({ needsDays: 7, registrationsDays: 90 }),
  privacyUrl: fc.constant("https://pamelding.example.no/events/samling/privacy"),
});

const state: fc.Arbitrary<FormState> = event.chain((event) =>
  fc
    .record({
      values: fc.dictionary(fc.constantFrom(...fields, "needs.diet", "organisation"), text).map((values) => ({
        ...values,
        ...(values.participation ? { participation: "digital" } : {}),
      })),
      colleagues: fc.nat(3),
      errors,
      summary: errors,
      notice: fc.option(
        fc.record({ text: text, offers: fc.constantFrom("retry" as const, "choice" as const, undefined) }),
      ),
      busy: fc.boolean(),
      status: text,
      restored: fc.boolean(),
      localTime: fc.constantFrom(null, "15. desember, 08.00–12.00"),
      suggestion: fc.constantFrom(null, "kari@gmail.com"),
      answer: fc.option(
        fc.record({
          status: fc.constantFrom("confirmed" as const, "waitlisted" as const),
          participation: fc.constantFrom("in-person" as const, "digital" as const),
          position: fc.constant(null),
          places: fc.record({ confirmed: fc.nat(2), waitlisted: fc.nat(2) }),
        }),
        { freq: 5 },
      ),
    })
    .map((given) => initialState(event as FormState["event"], given)),
);

declare const ours: (state: FormState, parent: Node) => void;
declare const preacts: (state: FormState, parent: Node) => void;
declare const drawInput: (props: object, parent: Node) => void;
declare const found: (node: Node) => string;

describe("the form in the browser", () => {
  it("is what Preact draws, however it came about", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(state, { minLength: 2, maxLength: 4 }), async (states) => {
        const [changed, fresh, preact] = await page.evaluate((states) => {
          const [one, two, three] = [1, 2, 3].map(() => document.createElement("div"));
          if (!one || !two || !three) throw new Error("three were asked for");
          for (const state of states) ours(state, one);
          const last = states.at(-1);
          if (last) ours(last, two);
          if (last) preacts(last, three);
          return [one, two, three].map(found);
        }, states);
        expect(changed).toBe(preact);
        expect(fresh).toBe(preact);
      }),
      { numRuns: 100 },
    );
  });

  it("forgets what is no longer said of an element, and shows what is meant, whatever was typed or ticked", async () => {
    const seen = await page.evaluate(() => {
      const parent = document.createElement("div");
      let presses = 0;
      drawInput({ type: "checkbox", title: "før", value: "a", checked: true, onClick: () => presses++ }, parent);
      const input = parent.firstChild as HTMLInputElement;
      input.click();
      input.value = "b";
      drawInput({ type: "checkbox", value: "a", checked: true }, parent);
      const { title, value, checked } = input;
      input.click();
      return { same: parent.firstChild === input, title, value, checked, presses };
    });
    expect(seen).toEqual({ same: true, title: "", value: "a", checked: true, presses: 1 });
  });

  it("keeps the field that one types in, whatever appears around it", async () => {
    await fc.assert(
      fc.asyncProperty(state, state, async (before, after) => {
        const open = (given: FormState): FormState => ({
          ...given,
          event: {
            ...before.event,
            phase: "open",
            availability: { "in-person": "open", digital: given.busy ? "open" : "full" },
          },
          answer: null,
        });
        const kept = await page.evaluate(
          ([before, after]) => {
            const parent = document.body.appendChild(document.createElement("div"));
            ours(before as FormState, parent);
            const fields = [...parent.querySelectorAll("#name, #email, #question")] as HTMLElement[];
            return fields.map((field) => {
              field.focus();
              ours(after as FormState, parent);
              const stays = document.activeElement === field && field.isConnected;
              ours(before as FormState, parent);
              return stays;
            });
          },
          [open(before), open(after)],
        );
        expect(kept).not.toContain(false);
      }),
      { numRuns: 50 },
    );
  });

  it("keeps the field that one types in, whatever a browser extension puts beside it, and lets that stand", async () => {
    const seen = await page.evaluate(() => {
      const parent = document.body.appendChild(document.createElement("div"));
      drawInput({ name: "name", value: "K" }, parent);
      const input = parent.firstChild as HTMLInputElement;
      parent.insertBefore(document.createElement("style"), input);
      parent.appendChild(document.createElement("i"));
      input.focus();
      drawInput({ name: "name", value: "Ka" }, parent);
      return {
        focused: document.activeElement === input,
        value: input.value,
        all: [...parent.children].map((it) => it.localName),
      };
    });
    expect(seen).toEqual({ focused: true, value: "Ka", all: ["style", "input", "i"] });
  });
});
