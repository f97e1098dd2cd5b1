import { parseWith } from "../../http/field-errors.ts";
import { created, noContent, ok, operation } from "../../http/operation.ts";
import * as example from "../../registration/examples.ts";
import { newTokenAnswer, tokenList, tokenRequest } from "../tokens.ts";

export const listTokens = operation({
  id: "tokens",
  group: "Tokens",
  summary: "All tokens of the event, revoked ones included, with the last use of each.",
  answers: [
    ok("The tokens, without their secrets.", tokenList, {
      tokens: [
        {
          id: example.id,
          name: "Kari Nordmann",
          scopes: ["read"],
          createdAt: example.at,
          lastUsedAt: null,
          revokedAt: null,
        },
      ],
    }),
  ],
});

export const makeToken = operation({
  id: "makeToken",
  group: "Tokens",
  summary: "Creates an organiser token. Only this answer shows its secret.",
  about: "`read` allows reading, `read:needs` needs with names, `manage` all that `read` does and every change.",
  body: {
    schema: tokenRequest,
    example: { name: "Kari Nordmann", scopes: ["read", "manage"] },
    parse: parseWith(tokenRequest),
  },
  answers: [
    created("Created.", newTokenAnswer, {
      id: example.id,
      name: "Kari Nordmann",
      scopes: ["read", "manage"],
      token: "A".repeat(43),
    }),
  ],
  problems: ["invalid"],
});

export const revokeToken = operation({
  id: "revokeToken",
  group: "Tokens",
  summary: "Revokes a token at once.",
  answers: [noContent("Revoked.")],
  problems: ["not-found"],
});
