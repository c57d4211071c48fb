/** The emoji Slack writes as `:name:`, as far as a school's bot is likely to use them. */
const emoji: Record<string, string> = {
  '+1': '👍',
  '-1': '👎',
  arrows_counterclockwise: '🔄',
  bell: '🔔',
  bulb: '💡',
  calendar: '📅',
  clock3: '🕒',
  double_vertical_bar: '⏸️',
  exclamation: '❗',
  eyes: '👀',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  information_source: 'ℹ️',
  leftwards_arrow_with_hook: '↩️',
  link: '🔗',
  lock: '🔒',
  mega: '📣',
  memo: '📝',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  octagonal_sign: '🛑',
  outbox_tray: '📤',
  paperclip: '📎',
  pencil2: '✏️',
  question: '❓',
  receipt: '🧾',
  rocket: '🚀',
  rotating_light: '🚨',
  school: '🏫',
  smile: '😄',
  tada: '🎉',
  warning: '⚠️',
  wave: '👋',
  white_check_mark: '✅',
  x: '❌',
};

/** An unknown name stays as it was written. */
export function emojiCalled(name: string): string {
  return Object.hasOwn(emoji, name) ? (emoji[name] ?? '') : `:${name}:`;
}

export function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+'-]+):/g, (_, name: string) => emojiCalled(name));
}
