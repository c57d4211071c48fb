/** Slack's markup as a person reads it, in plain text. */
import type { TableCell } from './block-kit/blocks.ts';
import type { TextObject } from './block-kit/composition.ts';
import type { RichPiece, RichText } from './block-kit/rich-text.ts';

/** Turns a user, channel or group id into the name shown for it. */
export type Names = (id: string) => string;

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function mention(body: string, names: Names): string {
  const [target = '', label] = body.split('|');
  if (target.startsWith('@')) return `@${names(target.slice(1))}`;
  if (target.startsWith('#')) return `#${names(target.slice(1))}`;
  if (target.startsWith('!subteam^')) return `@${names(target.slice('!subteam^'.length))}`;
  if (target.startsWith('!date^')) return label ?? target;
  if (target.startsWith('!')) return `@${target.slice(1)}`;
  return label === undefined ? target : `${label} <${target}>`;
}

/** `*bold*` and its like stay: they read well enough. */
export function mrkdwnText(text: string, names: Names): string {
  return unescaped(text.replace(/<([^<>]+)>/g, (_, body: string) => mention(body, names)));
}

export function textOf(text: TextObject, names: Names): string {
  return text.type === 'mrkdwn' ? mrkdwnText(text.text, names) : text.text;
}

function pieceText(piece: RichPiece, names: Names): string {
  switch (piece.type) {
    case 'text':
      return piece.text;
    case 'link':
      return piece.text ? `${piece.text} <${piece.url}>` : piece.url;
    case 'user':
      return `@${names(piece.user_id)}`;
    case 'usergroup':
      return `@${names(piece.usergroup_id)}`;
    case 'channel':
      return `#${names(piece.channel_id)}`;
    case 'emoji':
      return `:${piece.name}:`;
    case 'broadcast':
      return `@${piece.range}`;
    case 'date':
      return piece.fallback ?? String(piece.timestamp);
  }
}

export function richTextLines(block: RichText, names: Names): string[] {
  return block.elements.flatMap((element) => partLines(element, names));
}

function partLines(part: RichText['elements'][number], names: Names): string[] {
  const join = (pieces: RichPiece[]) => pieces.map((piece) => pieceText(piece, names)).join('');
  switch (part.type) {
    case 'rich_text_section':
    case 'rich_text_preformatted':
      return join(part.elements).split('\n');
    case 'rich_text_quote':
      return [`> ${join(part.elements)}`];
    case 'rich_text_list':
      return part.elements.map((item, index) => {
        const mark = part.style === 'ordered' ? `${index + 1 + (part.offset ?? 0)}.` : '•';
        return `${'  '.repeat(part.indent ?? 0)}${mark} ${join(item.elements)}`;
      });
  }
}

export function cellText(cell: TableCell, names: Names): string {
  return cell.type === 'rich_text' ? richTextLines(cell, names).join(' ') : cell.text;
}

/** Columns a terminal gives the text: Chinese characters and most emoji take two. */
function width(text: string): number {
  return [...text].reduce(
    (sum, character) => sum + (/[ᄀ-ᅟ⺀-꓏가-힣豈-﫿︰-﹯＀-｠￠-￦]|\p{Emoji_Presentation}/u.test(character) ? 2 : 1),
    0,
  );
}

/** A table with its columns in line. */
export function tableLines(rows: string[][]): string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, index) => Math.max(...rows.map((row) => width(row[index] ?? ''))));
  const pad = (text: string, index: number) => text + ' '.repeat(Math.max(0, (widths[index] ?? 0) - width(text)));
  return rows.map((row) => `| ${row.map(pad).join(' | ')} |`);
}
