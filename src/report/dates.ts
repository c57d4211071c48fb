/** Times that each reader sees in their own zone. */

const shanghai = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hourCycle: 'h23', ...options });
const clockTime = shanghai({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const calendarDay = shanghai({ year: 'numeric', month: '2-digit', day: '2-digit' });

const halfDayMs = 12 * 60 * 60 * 1000;

/** mrkdwn of a coming moment: the time alone when it is near, else with its day. The fallback is WeCom's zone. */
export function slackTime(at: number, now: number): string {
  const seconds = Math.ceil(at / 1000);
  if (at - now < halfDayMs) return `<!date^${seconds}^{time_secs}|${fallbackTime(at)}>`;
  return `<!date^${seconds}^{date_short_pretty} {time}|${fallbackDay(at)} ${fallbackTime(at)}>`;
}

function fallbackTime(at: number): string {
  return clockTime.format(Math.ceil(at / 1000) * 1000);
}

function fallbackDay(at: number): string {
  return calendarDay.format(at).split('/').reverse().join('-');
}
