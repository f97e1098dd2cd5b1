import { describe, expect, it } from "vitest";
import {
  batchable,
  type DeliveryStatus,
  type MessageStatus,
  maySend,
  messageKinds,
  messageStatuses,
  supersedes,
} from "../../worker/registration/message.ts";

describe("the provider's reports about an e-mail", () => {
  const news = Object.keys(supersedes) as DeliveryStatus[];
  const moves = (from: MessageStatus, to: DeliveryStatus) =>
    (supersedes[to] as readonly MessageStatus[]).includes(from);

  it.each<[MessageStatus, DeliveryStatus[]]>([
    ["queued", ["sent", "delivered", "failed", "bounced", "complained"]],
    ["sent", ["delivered", "failed", "bounced", "complained"]],
    ["failed", ["delivered", "bounced", "complained"]],
    ["delivered", ["bounced", "complained"]],
    ["bounced", ["complained"]],
    ["complained", []],
  ])("moves one that is %s to %j and nothing else", (from, expected) => {
    expect(news.filter((to) => moves(from, to)).sort()).toEqual(expected.sort());
  });

  it("lead to the same status in every order", () => {
    const end = (order: readonly DeliveryStatus[]) =>
      order.reduce<MessageStatus>((status, next) => (moves(status, next) ? next : status), "queued");
    const orders = (rest: DeliveryStatus[]): DeliveryStatus[][] =>
      rest.length === 0 ? [[]] : rest.flatMap((one) => orders(rest.filter((r) => r !== one)).map((o) => [one, ...o]));
    expect(new Set(orders(["sent", "delivered", "bounced", "complained"]).map(end))).toEqual(new Set(["complained"]));
    expect(new Set(orders(["sent", "delivered"]).map(end))).toEqual(new Set(["delivered"]));
    expect(new Set(orders(["sent", "delivered", "bounced"]).map(end))).toEqual(new Set(["bounced"]));
  });

  it("have only statuses that a message can have", () => {
    expect(news.filter((status) => !messageStatuses.includes(status))).toEqual([]);
  });
});

describe("kinds of e-mails", () => {
  it("that are sent in batches have no calendar file, so no registration causes them", () => {
    expect(batchable).toEqual(["reminder", "stream", "thanks", "announcement"]);
  });

  it("that go to a bounced address are answers to a person who has just typed it", () => {
    const sent = (ownRequest: boolean, why: "bounced" | "complained" | null) =>
      messageKinds.filter((kind) => maySend(kind, ownRequest, why));
    for (const own of [true, false]) {
      expect(sent(own, null)).toEqual(messageKinds);
      expect(sent(own, "bounced")).toEqual([
        "confirmation",
        "already",
        "confirm-address",
        "sign-in",
        "announcement-test",
      ]);
    }
    expect(sent(true, "complained")).toEqual([
      "confirmation",
      "already",
      "confirm-address",
      "sign-in",
      "announcement-test",
    ]);
    expect(sent(false, "complained")).toEqual([]);
  });
});
