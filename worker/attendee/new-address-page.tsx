/** The pages for correcting the address: the form, and the question to the new address. */
import { describeErrors } from "../http/describe-errors.ts";
import { createTranslator, type TextKey } from "../i18n/translate.ts";
import { Field } from "../pages/form-parts.tsx";
import { Notice, PostButton } from "../pages/parts.tsx";
import type { FieldError } from "../registration/contract.ts";
import { TYPED_MAX } from "../registration/pending-address.ts";
import { practicalContactOf } from "../registration/practical-contact.ts";
import { addressUrl, manageUrl } from "../urls.ts";
import { askPage, BackLink } from "./ask-page.tsx";
import type { ManageSession } from "./manage.ts";
import type { OpenPending } from "./pending-link.ts";

/** Asks for the new address, and says what happens next. */
export function newAddressForm(
  session: ManageSession,
  email: string,
  faults: readonly FieldError[] = [],
): Promise<Response> {
  const { registration, event, secret } = session;
  const t = createTranslator(registration.language);
  const errors = describeErrors(faults, t, event.definition);
  return askPage(session, t, {
    heading: t("newAddress.heading"),
    errors,
    children: (
      <>
        <p>{t("newAddress.now", { email: registration.email })}</p>
        <p>{t("newAddress.body")}</p>
        <form class="stack" method="post" action={`${manageUrl("", secret)}/address`} noValidate>
          <Field
            name="email"
            type="email"
            label={t("newAddress.label")}
            value={email}
            autocomplete="email"
            errors={errors}
          />
          <button type="submit">{t("newAddress.submit")}</button>
        </form>
        <BackLink session={session} t={t} />
      </>
    ),
  });
}

/** Why no new address can be given. */
export function newAddressRefused(session: ManageSession, reason: "too-many" | "refused"): Promise<Response> {
  const t = createTranslator(session.registration.language);
  const practicalContact = practicalContactOf(session.event.definition);
  const text =
    reason === "too-many"
      ? t("newAddress.tooMany", { practicalContact, max: TYPED_MAX })
      : t("newAddress.refused", { practicalContact });
  return askPage(session, t, {
    heading: t("newAddress.heading"),
    status: 409,
    children: (
      <>
        <p>{text}</p>
        <BackLink session={session} t={t} />
      </>
    ),
  });
}

/** Asks the holder of the new address to confirm. GET changes nothing. `notice`: why the previous press stored nothing. */
export function confirmAddressPage(asked: OpenPending, notice?: TextKey): Promise<Response> {
  const { definition } = asked.event;
  const t = createTranslator(asked.registration.language);
  return askPage(asked, t, {
    heading: t("newAddress.confirmHeading"),
    status: notice ? 409 : 200,
    children: (
      <>
        {notice && (
          <Notice tone="warning">
            <p>{t(notice, { practicalContact: practicalContactOf(definition) })}</p>
          </Notice>
        )}
        <p>{t("newAddress.confirmBody", { email: asked.pending.email })}</p>
        <PostButton action={`${addressUrl("", asked.secret)}/confirm`}>{t("newAddress.confirm")}</PostButton>
      </>
    ),
  });
}
