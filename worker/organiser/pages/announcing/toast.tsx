/** The seconds in which an announcement can be taken back, at the bottom of the screen. */
import type { Translate } from "../../../i18n/translate.ts";
import type { SentAnnouncement } from "../../../storage/announcement-list.ts";
import { announcementPath } from "./paths.ts";

/**
 * Without a script it stays until the next page, and pressing the button tells what is still possible. With a script it
 * counts down in text, is announced to screen readers once, and disappears.
 */
export function Toast({ slug, sent, now, t }: { slug: string; sent: SentAnnouncement; now: number; t: Translate }) {
  const seconds = Math.max(0, Math.ceil((sent.dueAt - now) / 1000));
  const words = t.count("organiser.write.sending", sent.recipients, { seconds });
  return (
    <div class="toast" data-milliseconds={Math.max(0, sent.dueAt - now)}>
      <span class="count num" aria-hidden="true" data-count>
        {seconds}
      </span>
      <span data-words={t.count("organiser.write.sending", sent.recipients, { seconds: "{seconds}" })}>{words}</span>
      <span class="hidden" role="status" data-said={words} />
      <form method="post" action={announcementPath(slug, sent.id)}>
        <button type="submit">{t("organiser.write.undo")}</button>
      </form>
      <span hidden data-over>
        {t("organiser.write.leaving")}
      </span>
    </div>
  );
}
