/**
 * Slack's markup as a tree, never as HTML: what people wrote can only become text, and a link only what is a web or mail address.
 * As in Slack a mark counts only at the edge of a word, so `共*12*人` keeps its stars.
 */

type Style = 'bold' | 'italic' | 'strike';

export type Inline =
  | { type: 'text'; text: string }
  | { type: Style; children: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'link'; url: string; children: Inline[] }
  | { type: 'user' | 'channel' | 'group'; id: string; label: string | null }
  | { type: 'broadcast'; range: string }
  | { type: 'date'; seconds: number; format: string; url: string | null; fallback: string }
  | { type: 'emoji'; name: string };

export type Part =
  | { type: 'paragraph'; children: Inline[] }
  | { type: 'quote'; children: Inline[] }
  | { type: 'pre'; text: string };

const styles: Record<string, Style> = { '*': 'bold', _: 'italic', '~': 'strike' };
const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity);
}

/** The address, when a click on it can only open a page or a letter; else null. */
export function safeUrl(url: string): string | null {
  return /^(?:https?:\/\/|mailto:)\S+$/i.test(url) ? url : null;
}

/** @param options.verbatim Bare addresses stay text. */
export function parseMrkdwn(text: string, options: { verbatim?: boolean } = {}): Part[] {
  const isBare = !options.verbatim;
  return text.split(/```([\s\S]+?)```/).flatMap((piece, index, all): Part[] => {
    if (index % 2 === 1) return [{ type: 'pre', text: unescaped(piece.replace(/^\n|\n$/g, '')) }];
    const afterFence = index > 0 ? piece.replace(/^\n/, '') : piece;
    const between = index < all.length - 1 ? afterFence.replace(/\n$/, '') : afterFence;
    return between === '' ? [] : lineParts(between.split('\n'), isBare);
  });
}

function lineParts(lines: string[], isBare: boolean): Part[] {
  const parts: { type: 'paragraph' | 'quote'; lines: string[] }[] = [];
  let isQuoteToEnd = false;
  for (const line of lines) {
    const [, mark, rest = ''] = /^((?:&gt;|>){3}|&gt;|>) ?(.*)$/.exec(line) ?? [];
    const isQuote = isQuoteToEnd || mark !== undefined;
    const shown = isQuote && !isQuoteToEnd ? rest : line;
    isQuoteToEnd ||= mark !== undefined && mark.replaceAll('&gt;', '>') === '>>>';
    const type = isQuote ? 'quote' : 'paragraph';
    const last = parts.at(-1);
    if (last?.type === type) last.lines.push(shown);
    else parts.push({ type, lines: [shown] });
  }
  return parts.map((part) => ({ type: part.type, children: parseInline(part.lines.join('\n'), isBare) }));
}

type Found = { inline: Inline; end: number };

/** No quotes and no fences: what stands within a line, or several. */
function parseInline(text: string, isBare: boolean): Inline[] {
  const found: Inline[] = [];
  let plainFrom = 0;
  const plainUntil = (at: number) => {
    if (at > plainFrom) found.push({ type: 'text', text: unescaped(text.slice(plainFrom, at)) });
  };
  let at = 0;
  while (at < text.length) {
    const next = codeAt(text, at) ?? angleAt(text, at) ?? styleAt(text, at, isBare) ?? wordAt(text, at, isBare);
    if (next) {
      plainUntil(at);
      found.push(next.inline);
      plainFrom = next.end;
    }
    at = next?.end ?? at + 1;
  }
  plainUntil(text.length);
  return found;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function codeAt(text: string, at: number): Found | null {
  const match = text[at] === '`' ? matchAt(/`([^`\n]+)`/y, text, at) : null;
  return match && { inline: { type: 'code', text: unescaped(match[1] ?? '') }, end: at + match[0].length };
}

function angleAt(text: string, at: number): Found | null {
  const match = text[at] === '<' ? matchAt(/<([^<>\n]+)>/y, text, at) : null;
  if (!match) return null;
  const inline = angled(match[1] ?? '') ?? { type: 'text', text: unescaped(match[0]) };
  return { inline, end: at + match[0].length };
}

/** What stands between `<` and `>`; null for what Slack does not know. */
function angled(body: string): Inline | null {
  const bar = body.indexOf('|');
  const target = unescaped(bar < 0 ? body : body.slice(0, bar));
  const label = bar < 0 ? null : body.slice(bar + 1);
  if (target.startsWith('@')) return { type: 'user', id: target.slice(1), label };
  if (target.startsWith('#')) return { type: 'channel', id: target.slice(1), label };
  if (target.startsWith('!subteam^')) return { type: 'group', id: target.slice('!subteam^'.length), label };
  if (target.startsWith('!date^')) return dated(target, unescaped(label ?? ''));
  if (/^!(here|channel|everyone)$/.test(target)) return { type: 'broadcast', range: target.slice(1) };
  const url = safeUrl(target);
  if (url === null) return null;
  const shown = url.replace(/^mailto:/i, '');
  return { type: 'link', url, children: label ? parseInline(label, false) : [{ type: 'text', text: shown }] };
}

function dated(target: string, fallback: string): Inline {
  const [, seconds = '', format = '', url] = target.split('^');
  return { type: 'date', seconds: Number(seconds), format, url: url === undefined ? null : safeUrl(url), fallback };
}

/** Punctuation, blanks and the ends are edges; letters of any script are not. */
function isEdge(character: string | undefined): boolean {
  return character === undefined || !/[\p{L}\p{N}]/u.test(character);
}

function styleAt(text: string, at: number, isBare: boolean): Found | null {
  const mark = text[at] ?? '';
  const type = styles[mark];
  if (type === undefined || !isEdge(text[at - 1]) || text[at - 1] === mark || /[\s]|^$/.test(text[at + 1] ?? ''))
    return null;
  const close = closingMark(text, at, mark);
  if (close === null) return null;
  return { inline: { type, children: parseInline(text.slice(at + 1, close), isBare) }, end: close + 1 };
}

/** On the same line, outside code and links. */
function closingMark(text: string, open: number, mark: string): number | null {
  let at = open + 1;
  while (at < text.length && text[at] !== '\n') {
    const opaque = codeAt(text, at) ?? angleAt(text, at);
    const isClose = text[at] === mark && at > open + 1 && !/\s/.test(text[at - 1] ?? '') && isEdge(text[at + 1]);
    if (isClose && text[at + 1] !== mark) return at;
    at = opaque?.end ?? at + 1;
  }
  return null;
}

/** Emoji by name, and bare addresses. */
function wordAt(text: string, at: number, isBare: boolean): Found | null {
  if (text[at] === ':') {
    const match = matchAt(/:([a-z0-9_+'-]+):/y, text, at);
    return match && { inline: { type: 'emoji', name: match[1] ?? '' }, end: at + match[0].length };
  }
  const match =
    isBare && isEdge(text[at - 1])
      ? matchAt(/https?:\/\/[^\s<>|`*]+[^\s<>|`*.,;:!?'")\]，。；：！？）」]/iy, text, at)
      : null;
  if (!match) return null;
  const url = unescaped(match[0]);
  return { inline: { type: 'link', url, children: [{ type: 'text', text: url }] }, end: at + match[0].length };
}
