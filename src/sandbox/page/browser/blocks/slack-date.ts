/** `<!date^…>`: a moment as each reader's own clock and language have it. Tokens: docs.slack.dev/messaging/formatting-message-text. */
import type { PageLocale } from '../../contract.ts';

type Reader = { locale: PageLocale; now: Date; timeZone?: string };

const near: Record<PageLocale, Record<-1 | 0 | 1, string>> = {
  zh: { '-1': '昨天', 0: '今天', 1: '明天' },
  en: { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' },
};

const dayStyles: Record<string, Intl.DateTimeFormatOptions> = {
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
};

export function clockTime(at: Date, reader: Omit<Reader, 'now'>, hasSeconds = false): string {
  return written(at, reader, {
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    ...(hasSeconds && { second: '2-digit' }),
  });
}

function written(at: Date, reader: Omit<Reader, 'now'>, style: Intl.DateTimeFormatOptions): string {
  const tag = reader.locale === 'zh' ? 'zh-CN' : 'en-GB';
  return new Intl.DateTimeFormat(tag, { ...style, ...(reader.timeZone && { timeZone: reader.timeZone }) }).format(at);
}

function dayNumber(at: Date, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('sv-SE', { ...(timeZone && { timeZone }) }).format(at);
}

/** Today, yesterday, tomorrow, or the date in that style. */
export function prettyDay(at: Date, reader: Reader, style: Intl.DateTimeFormatOptions = dayStyles.date ?? {}): string {
  const day = Date.parse(dayNumber(at, reader.timeZone));
  const today = Date.parse(dayNumber(reader.now, reader.timeZone));
  const apart = Math.round((day - today) / 86_400_000);
  return apart === -1 || apart === 0 || apart === 1 ? near[reader.locale][apart] : written(at, reader, style);
}

function token(name: string, at: Date, reader: Reader): string | null {
  if (name === 'time') return clockTime(at, reader);
  if (name === 'time_secs') return clockTime(at, reader, true);
  if (name === 'date_num') return dayNumber(at, reader.timeZone);
  const style = dayStyles[name.replace(/_pretty$/, '')];
  if (!style) return null;
  return name.endsWith('_pretty') ? prettyDay(at, reader, style) : written(at, reader, style);
}

/** The fallback where Slack would show it: a date that is none, a token it does not know. */
export function slackDate(date: { seconds: number; format: string; fallback: string }, reader: Reader): string {
  const at = new Date(date.seconds * 1000);
  if (Number.isNaN(at.getTime())) return date.fallback;
  const parts = date.format.split(/\{(\w+)\}/).map((part, index) => (index % 2 === 0 ? part : token(part, at, reader)));
  return parts.includes(null) ? date.fallback : parts.join('');
}
