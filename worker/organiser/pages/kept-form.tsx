/** A form sent after its organiser was signed out: the page keeps the fields, and sends them again after signing in. */
import type { Context } from "hono";
import { readForm } from "../../http/body.ts";
import { languageOf } from "../../http/language.ts";
import { createTranslator } from "../../i18n/translate.ts";
import { pageResponse } from "../../pages/page.tsx";
import { Ticket } from "../../pages/ticket.tsx";
import { signInPath } from "../../urls.ts";

/** The fields stay in the page in the browser, and nothing is stored. `max`: octets of the form. */
export const keptForm =
  (max: number) =>
  async (c: Context): Promise<Response> => {
    const form = await readForm(c, max);
    const language = languageOf(c);
    const t = createTranslator(language);
    const { pathname, search } = new URL(c.req.url);
    return pageResponse({
      language,
      title: t("organiser.kept.heading"),
      status: 403,
      personal: true,
      width: "narrow",
      brand: "Påmelding",
      children: (
        <Ticket id="kept" heading={t("organiser.kept.heading")} lead={<p>{t("organiser.kept.lead")}</p>}>
          <p>
            <a href={signInPath(pathname)} target="_blank" rel="noopener">
              {t("organiser.kept.signIn")}
            </a>
          </p>
          <form method="post" action={pathname.replace(/^\/+/, "/") + search}>
            {[...form].map(([name, value], index) => (
              // Fields of one name keep their order.
              <input key={index} type="hidden" name={name} value={value} />
            ))}
            <button type="submit" class="send">
              {t("organiser.kept.continue")}
            </button>
          </form>
        </Ticket>
      ),
    });
  };
