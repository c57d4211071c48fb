import { UnreadableList } from './result.ts';

/** Hears the few things a workbook is made of. Names come without prefix, texts and attributes with their entities. */
export type XmlListener = {
  opened(name: string, attributes: string): void;
  closed(name: string): void;
  /** `raw`: entities are not yet resolved, see `resolveEntities`. */
  text(raw: string): void;
};

/** No tag and no text of a workbook is this long; Excel stops at 32,767 characters a cell. */
const maxPiece = 1 << 20;
/** A million rows have six million tags with one column, ten with two. */
const maxTags = 12_000_000;

function broken(detail: string): UnreadableList {
  return new UnreadableList('unreadable', `xml: ${detail}`);
}

/**
 * Reads XML piece by piece and keeps nothing but the piece in hand, so that depth, attributes and comments cost no memory.
 * Knows no document type: what declares one (the door to entity bombs and outside files) is refused.
 */
export class XmlReader {
  private readonly listener: XmlListener;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private bytes = Buffer.alloc(0);
  private rest = '';
  private tags = 0;

  constructor(listener: XmlListener) {
    this.listener = listener;
  }

  /** Cut behind a `>`, because whole strings are walked several times faster than joined ones. */
  write(piece: Uint8Array): void {
    const bytes = Buffer.concat([this.bytes, piece]);
    const cut = bytes.lastIndexOf('>') + 1;
    this.bytes = bytes.subarray(cut);
    if (cut > 0) this.read(this.decode(bytes.subarray(0, cut)));
    if (this.rest.length + this.bytes.length > maxPiece) throw broken('endless tag or text');
  }

  end(): void {
    if (this.rest !== '' || this.bytes.toString('latin1').trim() !== '') throw broken('cut off');
  }

  private decode(bytes: Uint8Array): string {
    try {
      return this.decoder.decode(bytes);
    } catch {
      throw broken('not UTF-8');
    }
  }

  private read(more: string): void {
    const text = this.rest === '' ? more : this.rest + more;
    let at = 0;
    for (;;) {
      const open = text.indexOf('<', at);
      const end = open < 0 ? 0 : markupEnd(text, open);
      if (end === 0) break;
      if (open > at) this.listener.text(text.slice(at, open));
      this.markup(text, open, end);
      at = end;
    }
    this.rest = text.slice(at);
  }

  private markup(text: string, open: number, end: number): void {
    if (this.tags++ === maxTags) throw new UnreadableList('tooLarge', 'xml: too many tags');
    switch (text[open + 1]) {
      case '?':
        break;
      case '!':
        if (text.startsWith('<![CDATA[', open)) this.listener.text(escapeText(text.slice(open + 9, end - 3)));
        break;
      case '/':
        this.listener.closed(localName(text.slice(open + 2, end - 1).trimEnd()));
        break;
      default:
        this.tag(text, open + 1, end - 1);
    }
  }

  private tag(text: string, from: number, end: number): void {
    const isEmpty = text[end - 1] === '/';
    const to = isEmpty ? end - 1 : end;
    let nameEnd = from;
    while (nameEnd < to && text.charCodeAt(nameEnd) > 0x20) nameEnd++;
    const name = localName(text.slice(from, nameEnd));
    this.listener.opened(name, text.slice(nameEnd, to));
    if (isEmpty) this.listener.closed(name);
  }
}

/** Just behind the markup that opens at `open`, 0 when it is not all there yet. */
function markupEnd(text: string, open: number): number {
  const next = text[open + 1];
  if (next === '?') return after(text, '?>', open);
  if (next !== '!') return tagEnd(text, open);
  if (text.startsWith('<!--', open)) return after(text, '-->', open + 4);
  if (text.startsWith('<![CDATA[', open)) return after(text, ']]>', open);
  if (text.length - open < '<![CDATA['.length) return 0;
  throw broken('document type');
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? 0 : at + end.length;
}

/** A `>` may stand in a quoted value. */
function tagEnd(text: string, open: number): number {
  let quote = 0;
  for (let at = open; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (quote !== 0) {
      if (unit === quote) quote = 0;
    } else if (unit === 0x3e) return at + 1;
    else if (unit === 0x22 || unit === 0x27) quote = unit;
  }
  return 0;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five named entities and numbers; there are no others without a document type. */
export function resolveEntities(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(/&(#x?)?([^;]{1,10});/g, (_, number: string | undefined, value: string) => {
    const code = Number.parseInt(value, number === '#x' ? 16 : 10);
    const character = number ? codePoint(code) : named[value];
    if (character === undefined) throw broken('unknown entity');
    return character;
  });
}

function codePoint(code: number): string | undefined {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;');
}

/** The value of one attribute, undefined when it is not there. */
export function attribute(attributes: string, name: string): string | undefined {
  if (attributes.includes("'")) return attributeAmongSingleQuotes(attributes, name);
  const start = ` ${name}="`;
  const at = attributes.indexOf(start);
  if (at < 0) return undefined;
  const from = at + start.length;
  return resolveEntities(attributes.slice(from, attributes.indexOf('"', from)));
}

function attributeAmongSingleQuotes(attributes: string, name: string): string | undefined {
  for (const [, found, double, single] of attributes.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (found === name) return resolveEntities(double ?? single ?? '');
  }
  return undefined;
}
