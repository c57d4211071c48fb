import type { Locale } from '../delivery/summary.ts';
import { en } from './en.ts';
import { type Words, zh } from './zh.ts';

/** Every sentence in the person's language. */
export function wordsFor(locale: Locale): Words {
  switch (locale) {
    case 'zh':
      return zh;
    case 'en':
      return en;
  }
}

/** Slack's locale ("zh-CN", "en-US") to ours; null when Slack does not tell or we do not speak it. */
export function localeOf(slackLocale: string | undefined): Locale | null {
  const language = slackLocale?.slice(0, 2).toLowerCase();
  return language === 'zh' || language === 'en' ? language : null;
}
