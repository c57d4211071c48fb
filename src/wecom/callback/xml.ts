/**
 * Reads the few elements we know out of WeCom's flat XML, and refuses whatever WeCom does not write. General parsers
 * expand entities and follow declarations; nothing here expands, so what comes out is never larger than what came in.
 */

/** The deepest documented push, an approval's: xml > ApprovalInfo > ApprovalNodes > ApprovalNode > Items > Item > ItemName. */
const maxDepth = 7;
/** Far more than any documented push has; what 64 KB of `<a/>` from a stranger cost stays near a millisecond. */
const maxTokens = 4_000;

/** CDATA, a tag, or text up to the next of them; no attribute, comment, declaration or instruction. Sticky: a gap ends it. */
const tokens = /<!\[CDATA\[(.*?)\]\]>|<(\w+)\s*(\/?)>|<\/(\w+)\s*>|([^<]+)/gsy;

const strangeEntity = /&(?!(?:amp|lt|gt|quot|apos);)/;

/** What XML 1.0 forbids everywhere; no database stores a NUL. */
const forbidden = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

type Fields<Name extends string> = Partial<Record<Name, string>>;

/**
 * The text of the children of `<xml>` called `names`, without the blanks around it. Other children are passed over,
 * whatever is in them. Null when it is not well-formed, or a known child comes twice or has children.
 */
export function readXml<Name extends string>(text: string, names: readonly Name[]): Fields<Name> | null {
  if (forbidden.test(text)) return null;
  const tree = new Tree(names);
  let readChars = 0;
  let readTokens = 0;
  for (const [token, cdata, opened, empty, closed, plain] of text.matchAll(tokens)) {
    readChars += token.length;
    readTokens += 1;
    if (readTokens > maxTokens || (plain !== undefined && strangeEntity.test(plain))) return null;
    const fits =
      opened !== undefined
        ? tree.enter(opened) && (empty === '' || tree.leave(opened))
        : closed !== undefined
          ? tree.leave(closed)
          : tree.write(cdata ?? plain ?? '', cdata === undefined);
    if (!fits) return null;
  }
  return tree.ended && readChars === text.length ? tree.fields : null;
}

/** Where the reading is. Each step tells whether it may be taken there. */
class Tree<Name extends string> {
  readonly fields: Fields<Name> = {};
  ended = false;
  #names: readonly Name[];
  #path: string[] = [];
  #text = '';

  constructor(names: readonly Name[]) {
    this.#names = names;
  }

  enter(tag: string): boolean {
    const within = this.#path.length;
    if (within === 0 && (this.ended || tag !== 'xml')) return false;
    if (within === maxDepth || this.#known() !== undefined) return false;
    this.#path.push(tag);
    this.#text = '';
    return true;
  }

  leave(tag: string): boolean {
    const name = this.#known();
    if (this.#path.pop() !== tag) return false;
    this.ended = this.#path.length === 0;
    if (name === undefined) return true;
    if (this.fields[name] !== undefined) return false;
    this.fields[name] = this.#text.trim();
    return true;
  }

  write(piece: string, escaped: boolean): boolean {
    if (this.#path.length < 2) return piece.trim() === '';
    if (this.#known() !== undefined) this.#text += escaped ? unescaped(piece) : piece;
    return true;
  }

  /** The known child of `<xml>` we are in. */
  #known(): Name | undefined {
    const child = this.#path[1];
    return child === undefined ? undefined : this.#names.find((name) => name === child);
  }
}

function unescaped(piece: string): string {
  return piece
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&'); // last, or &amp;lt; would be read twice
}
