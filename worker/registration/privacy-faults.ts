import type { Language, Translations } from "../i18n/language.ts";
import type { Questions } from "./own-questions.ts";

/** What decides whether the privacy notice of an event can be true and complete. */
export interface NoticeParts {
  organiser: { public: boolean };
  privacy: {
    basis: "agreement" | "public-task" | "legitimate-interest";
    legalBasis?: Translations | undefined;
    interest?: Translations | undefined;
    dataProtectionOfficer: string | null;
    processors: { name: string; purpose: Translations; country: Translations; transfer: "none" | "dpf" | "scc" }[];
    jointControllers?: { arrangement: Translations } | undefined;
  };
  questions: Questions;
  partners: Record<string, { language: Language }>;
}

export interface Fault {
  path: (string | number)[];
  message: string;
}

/** Processors that every event has, by a word that their name must contain. Both store something in the USA (PRIVACY.md). */
const ALWAYS = ["Cloudflare", "Resend"];

/** Why an event's privacy notice would not be true and complete: each fault with its path under the definition. */
export function privacyFaults({ organiser, privacy, questions, partners }: NoticeParts): Fault[] {
  const faults: Fault[] = [];
  const wrong = (path: (string | number)[], message: string) => faults.push({ path: ["privacy", ...path], message });
  const { basis, processors } = privacy;

  if (organiser.public && basis === "legitimate-interest")
    wrong(["basis"], "public-task or agreement: a public body cannot rely on legitimate interest (GDPR Article 6(1))");
  // Colleagues have agreed to nothing: without a public task, the basis for their data is legitimate interest.
  if (organiser.public && basis === "agreement" && questions.includes("colleagues"))
    wrong(
      ["basis"],
      "public-task, or no colleagues among the questions: they have made no agreement with the organiser",
    );
  if (organiser.public && privacy.dataProtectionOfficer === null)
    wrong(["dataProtectionOfficer"], "how to reach the officer: public bodies have one (GDPR Article 37(1)(a))");
  if (basis === "public-task" && !privacy.legalBasis)
    wrong(["legalBasis"], "a text: the law or decision that gives the task (GDPR Article 6(3))");
  if (basis === "legitimate-interest" && !privacy.interest)
    wrong(["interest"], "a text: which interest that is (GDPR Article 13(1)(d))");

  for (const name of ALWAYS)
    if (!processors.some((processor) => processor.name.includes(name)))
      wrong(["processors"], `a row for ${name} as well: the service always uses it`);
  for (const [index, { name, transfer }] of processors.entries())
    if (transfer === "none" && ALWAYS.some((word) => name.includes(word)))
      wrong(["processors", index, "transfer"], "dpf or scc: this processor keeps data in the USA");

  // A text that is missing in one language would leave a hole in the notice.
  const texts: [(string | number)[], Translations | undefined][] = [
    [["legalBasis"], privacy.legalBasis],
    [["interest"], privacy.interest],
    [["jointControllers", "arrangement"], privacy.jointControllers?.arrangement],
    ...processors.flatMap(({ purpose, country }, index): typeof texts => [
      [["processors", index, "purpose"], purpose],
      [["processors", index, "country"], country],
    ]),
  ];
  for (const language of new Set(Object.values(partners).map((partner) => partner.language)))
    for (const [path, text] of texts)
      if (text && !text[language]) wrong([...path, language], "a text: the notice is read in this language");
  return faults;
}
