import type { Translate } from "../../../i18n/translate.ts";
import { Notice } from "../../../pages/parts.tsx";

/** The notice about what was just done. `saved`: the number of e-mails, from the page's address. */
export function savedNotice(saved: string | undefined, t: Translate) {
  if (saved === undefined || !/^\d{1,9}$/.test(saved)) return undefined;
  const messages = Number(saved);
  return (
    <Notice tone="info">
      {t("organiser.edit.saved")} {messages > 0 && t.count("organiser.edit.savedMails", messages)}
    </Notice>
  );
}
