/** The part of the manage page with questions to other mailboxes that are not answered yet. */
import { dateAndTime } from "../i18n/dates.ts";
import type { Translate } from "../i18n/translate.ts";
import { Notice, PostButton } from "../pages/parts.tsx";
import type { EventDefinition } from "../registration/event-definition.ts";
import type { OpenAddress } from "../storage/pending-addresses.ts";

interface Props {
  event: EventDefinition;
  /** The manage page's own path. */
  base: string;
  t: Translate;
}

export function OpenQuestions({ open, ...props }: Props & { open: readonly OpenAddress[] }) {
  return open.map((asked) =>
    asked.purpose === "hand-over" ? (
      <Offer key={asked.id} offer={asked} {...props} />
    ) : (
      <NewAddress key={asked.id} asked={asked} {...props} />
    ),
  );
}

/** The open offer, and how to take it back. */
function Offer({ offer, event, base, t }: Props & { offer: OpenAddress }) {
  const until = dateAndTime(t, offer.expiresAt, event.timeZone);
  return (
    <section class="card stack" aria-labelledby="offer">
      <h2 id="offer">{t("handOver.openHeading", { name: offer.name ?? "" })}</h2>
      {offer.bounced && (
        <Notice tone="warning">
          <p>{t("handOver.bounced")}</p>
        </Notice>
      )}
      <p>{t("handOver.openBody", { email: offer.email, until })}</p>
      <PostButton action={`${base}/take-back`} look="second">
        {t("handOver.takeBack")}
      </PostButton>
    </section>
  );
}

function NewAddress({ asked, event, t }: Props & { asked: OpenAddress }) {
  const until = dateAndTime(t, asked.expiresAt, event.timeZone);
  return (
    <section class="card stack" aria-labelledby="new-address">
      <h2 id="new-address">{t("newAddress.openHeading")}</h2>
      {asked.bounced && (
        <Notice tone="warning">
          <p>{t("newAddress.bounced")}</p>
        </Notice>
      )}
      <p>{t("newAddress.openBody", { email: asked.email, until })}</p>
    </section>
  );
}
