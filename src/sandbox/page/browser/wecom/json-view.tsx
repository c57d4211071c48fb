/** JSON to read: indented, and long lists of ids folded. */
import { useState } from 'preact/hooks';
import { useWecom } from './use-wecom.ts';

/** Of a list longer than `most` this many are shown. */
const fold = { most: 10, shown: 3 };

/** Text that is no JSON is shown as it is. */
export function JsonView({ text }: { text: string }) {
  const value = parsed(text);
  return (
    <pre class="wecom-json">
      <code>{value === undefined ? text : <Value value={value} depth={0} />}</code>
    </pre>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function Value({ value, depth }: { value: unknown; depth: number }) {
  if (Array.isArray(value)) return <List items={value} depth={depth} />;
  if (typeof value === 'object' && value !== null) return <Fields fields={value} depth={depth} />;
  if (typeof value === 'string' && value.split('|').length > fold.most) return <Joined text={value} />;
  return <span class={`json-${value === null ? 'null' : typeof value}`}>{JSON.stringify(value)}</span>;
}

function indent(depth: number): string {
  return `\n${'  '.repeat(depth)}`;
}

function Fields({ fields, depth }: { fields: object; depth: number }) {
  const all = Object.entries(fields);
  if (all.length === 0) return <>{'{}'}</>;
  return (
    <>
      {'{'}
      {all.map(([name, value], i) => (
        <span key={name}>
          {indent(depth + 1)}
          <span class="json-name">{JSON.stringify(name)}</span>: <Value value={value} depth={depth + 1} />
          {i < all.length - 1 && ','}
        </span>
      ))}
      {indent(depth)}
      {'}'}
    </>
  );
}

function List({ items, depth }: { items: unknown[]; depth: number }) {
  const { shown, more } = useFold(items);
  if (items.length === 0) return <>{'[]'}</>;
  return (
    <>
      [
      {shown.map((item, i) => (
        <span key={i}>
          {indent(depth + 1)}
          <Value value={item} depth={depth + 1} />
          {i < items.length - 1 && ','}
        </span>
      ))}
      {more && (
        <>
          {indent(depth + 1)}
          {more}
        </>
      )}
      {indent(depth)}]
    </>
  );
}

/** Ids joined by `|`, as template messages name them. */
function Joined({ text }: { text: string }) {
  const { shown, more } = useFold(text.split('|'));
  return (
    <>
      <span class="json-string">"{shown.join('|')}"</span> {more}
    </>
  );
}

function useFold<T>(items: T[]) {
  const { words } = useWecom();
  const [isOpen, setOpen] = useState(false);
  const isLong = items.length > fold.most;
  const more = isLong && (
    <button type="button" class="wecom-link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
      {isOpen ? words.requests.fold : `… ${words.requests.all(items.length)}`}
    </button>
  );
  return { shown: isLong && !isOpen ? items.slice(0, fold.shown) : items, more };
}
