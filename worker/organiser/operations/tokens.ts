import { parseWith } from "../../http/field-errors.ts";
import { created, noContent, ok, operation } from "../../http/operation.ts";
import * as example from "../../registration/examples.ts";
import { newTokenAnswer, tokenList, tokenRequest } from "../tokens.ts";

export const listTokens = operation({
  id: "tokens",
  group: "Tokens",
  summary: "Every token of an event, revoked ones too, with the last use of each.",
  answers: [
    ok("The tokens; never the secrets.", tokenList, {
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
  summary: "Makes an organiser token. Its secret is shown once, in this answer.",
  about: "`read` opens lists, `read:needs` needs with names, `manage` what `read` does and every change.",
  body: {
    schema: tokenRequest,
    example: { name: "Kari Nordmann", scopes: ["read", "manage"] },
    parse: parseWith(tokenRequest),
  },
  answers: [
    created("Made.", newTokenAnswer, {
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
  answers: [noContent("It opens nothing any more.")],
  problems: ["not-found"],
});
