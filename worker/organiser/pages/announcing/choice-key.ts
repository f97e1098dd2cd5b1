/** What a button of the form does besides saving the text, as the value that it sends. */
import { type Condition, conditions } from "../../../registration/list-filter.ts";

export type Choice =
  | { choice: "save" | "test" | "send" | "later" | "clear" | "list" }
  | { choice: "turn" | "without"; condition: Condition }
  | { choice: "audience"; query: string }
  /** Shows the e-mail as this recipient sees it. `n`: the recipient's number. */
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

/** The inverse. An unknown value only saves. */
export function readChoice(value: string | null): Choice {
  const [choice = "", ...rest] = (value ?? "").split(":");
  const [first = "", second = ""] = rest;
  const condition = conditions.find((name) => name === first);
  if ((choice === "turn" || choice === "without") && condition) return { choice, condition };
  if (choice === "audience") return { choice, query: first };
  if (choice === "reader" && /^[0-9a-f]{32}$/.test(first)) return { choice, id: first, n: Number(second) || 1 };
  return { choice: plain.find((name) => name === choice) ?? "save" };
}
