import type { Translate } from "../../../i18n/translate.ts";
import { Notice } from "../../../pages/parts.tsx";

/** What was just done. `saved`: how many e-mails go out, as the address of the page says it. */
export function savedNotice(saved: string | undefined, t: Translate) {
  if (saved === undefined || !/^\d{1,9}$/.test(saved)) return undefined;
  const messages = Number(saved);
  return (
    <Notice tone="info">
      {t("organiser.edit.saved")} {messages > 0 && t.count("organiser.edit.savedMails", messages)}
    </Notice>
  );
}
