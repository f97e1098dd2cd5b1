import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { type AcceptedMail, bareAddress, type MailStatus } from "./mail.ts";
import type { Mailbox } from "./mailbox.ts";

export interface WebhookTarget {
  url: string;
  /** `whsec_` and the key in base64, as Resend's dashboard shows it. */
  secret: string;
}

export interface WebhookTiming {
  /** Milliseconds from accepting a mail to `email.sent`, and from there to its outcome. */
  delayMs: number;
  /** Milliseconds to wait after each failed attempt; there are as many retries as entries. */
  retryMs: readonly number[];
}

/** Resend tries again after 5 s, 5 min, 30 min …; too long for a person who is watching. */
export const defaultTiming: WebhookTiming = { delayMs: 400, retryMs: [500, 2000, 5000, 15_000] };

type Outcome = Exclude<MailStatus, "queued">;

/**
 * Tells the service the outcome of each mail, signed as https://docs.svix.com/receiving/verifying-payloads/how-manual says.
 */
export class Webhooks {
  #target: WebhookTarget | null;
  readonly #mailbox: Mailbox;
  readonly #timing: WebhookTiming;
  readonly #stopped = new AbortController();

  constructor(mailbox: Mailbox, target: WebhookTarget | null, timing: WebhookTiming) {
    this.#mailbox = mailbox;
    this.#target = target;
    this.#timing = timing;
    // The next stand-in sends the webhooks that a killed one had not sent.
    for (const mail of mailbox.mails) if (mail.status === "queued" || mail.status === "sent") this.announce(mail);
  }

  set target(target: WebhookTarget | null) {
    this.#target = target;
  }

  /** Returns at once; the webhooks follow later. */
  announce(mail: AcceptedMail): void {
    this.#tellFate(mail).catch((error: unknown) => {
      if (!this.#stopped.signal.aborted) console.error("The stand-in could not tell what became of a mail:", error);
    });
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #tellFate(mail: AcceptedMail): Promise<void> {
    for (const outcome of fateOf(mail)) {
      if (mail.status !== "queued" && outcome === "sent") continue;
      await wait(this.#timing.delayMs, undefined, { signal: this.#stopped.signal, ref: false });
      this.#mailbox.setStatus(mail.id, outcome);
      await this.#deliver(webhookOf(mail, outcome));
    }
  }

  async #deliver(event: object): Promise<void> {
    // All attempts have one id, by which the receiver recognises repetitions.
    const id = `msg_${randomUUID().replaceAll("-", "")}`;
    const payload = JSON.stringify(event);
    for (const pause of [...this.#timing.retryMs, null]) {
      if (!this.#target || (await post(this.#target, id, payload, this.#stopped.signal)) || pause === null) return;
      await wait(pause, undefined, { signal: this.#stopped.signal, ref: false });
    }
  }
}

/** `bounce…@` bounces and `complain…@` is delivered and complained about, so that both can be seen without real mail. */
function fateOf(mail: AcceptedMail): readonly Outcome[] {
  const recipient = bareAddress(mail.to[0] ?? "").toLowerCase();
  if (recipient.startsWith("bounce")) return ["sent", "bounced"];
  if (recipient.startsWith("complain")) return ["sent", "delivered", "complained"];
  return ["sent", "delivered"];
}

function webhookOf(mail: AcceptedMail, outcome: Outcome): object {
  return {
    type: `email.${outcome}`,
    created_at: new Date().toISOString(),
    data: {
      email_id: mail.id,
      message_id: `<${mail.id}@stand-in.invalid>`,
      created_at: mail.acceptedAt,
      from: mail.from,
      to: mail.to,
      subject: mail.subject,
      ...(mail.tags.length > 0 ? { tags: Object.fromEntries(mail.tags.map((tag) => [tag.name, tag.value])) } : {}),
      ...(outcome === "bounced" ? { bounce: hardBounce } : {}),
    },
  };
}

const hardBounce = {
  type: "Permanent",
  subType: "General",
  message: "The recipient's email provider sent a hard bounce message.",
};

/** `{id}.{timestamp}.{payload}`, HMAC-SHA256 with the decoded secret, base64, after its version. */
export function signature(secret: string, id: string, timestamp: number, payload: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${payload}`).digest("base64")}`;
}

async function post(target: WebhookTarget, id: string, payload: string, stopped: AbortSignal): Promise<boolean> {
  const timestamp = Math.floor(Date.now() / 1000);
  try {
    const response = await fetch(target.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "Svix-Webhooks/1.0",
        "svix-id": id,
        "svix-timestamp": String(timestamp),
        "svix-signature": signature(target.secret, id, timestamp, payload),
      },
      body: payload,
      signal: AbortSignal.any([stopped, AbortSignal.timeout(15_000)]),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // unreachable: the service may be starting again
  }
}
