/** Tabs are links: the address is the state. */
import { type Language, languages } from "../i18n/language.ts";
import type { Translate } from "../i18n/translate.ts";

export interface Tab {
  key: string;
  text: string;
  href: string;
  /** The language of the tab's own text, if it is not the page's. */
  lang?: Language;
}

export function Tabs({ label, current, tabs }: { label: string; current: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label}>
      <ul class="tabs">
        {tabs.map(({ key, text, href, lang }) => (
          <li key={key}>
            <a href={href} lang={lang} aria-current={key === current || undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface LanguageTabsProps {
  label: string;
  current: Language;
  t: Translate;
  href: (language: Language) => string;
}

export function LanguageTabs({ label, current, t, href }: LanguageTabsProps) {
  const tabs = languages.map((lang) => ({ key: lang, text: t(`lang.${lang}`), href: href(lang), lang }));
  return <Tabs label={label} current={current} tabs={tabs} />;
}
