/** Times of this day, the same in both languages. */
const style = new Intl.DateTimeFormat('zh-CN', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});

/** @param at Unix milliseconds. */
export function clock(at: number): string {
  return style.format(at);
}
