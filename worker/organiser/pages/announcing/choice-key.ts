/** What a button of the form does beside saving what was typed: the value that it sends. */
import { type Condition, conditions } from "../../../registration/list-filter.ts";

export type Choice =
  | { choice: "save" | "test" | "send" | "later" | "clear" | "list" }
  | { choice: "turn" | "without"; condition: Condition }
  | { choice: "audience"; query: string }
  /** Shows the e-mail as this recipient, the so-manieth, sees it. */
  | { choice: "reader"; id: string; n: number };

const plain = ["save", "test", "send", "later", "clear", "list"] as const;

export function choiceKey(choice: Choice): string {
  switch (choice.choice) {
    case "turn":
    case "without":
      return `${choice.choice}:${choice.condition}`;
    case "audience":
      return `audience:${choice.query}`;
    case "reader":
      return `reader:${choice.id}:${choice.n}`;
    default:
      return choice.choice;
  }
}

/** The inverse. What no button of ours sends saves, and does nothing else. */
export function readChoice(value: string | null): Choice {
  const [choice = "", ...rest] = (value ?? "").split(":");
  const [first = "", second = ""] = rest;
  const condition = conditions.find((name) => name === first);
  if ((choice === "turn" || choice === "without") && condition) return { choice, condition };
  if (choice === "audience") return { choice, query: first };
  if (choice === "reader" && /^[0-9a-f]{32}$/.test(first)) return { choice, id: first, n: Number(second) || 1 };
  return { choice: plain.find((name) => name === choice) ?? "save" };
}
