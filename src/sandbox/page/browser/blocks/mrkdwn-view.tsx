/** The tree of `parseMrkdwn` on the page. */
import type { ComponentChildren } from 'preact';
import type { TextObject } from '../../../slack/block-kit/composition.ts';
import { type Inline, parseMrkdwn, safeUrl } from '../mrkdwn.ts';
import { emojiCalled, withEmoji } from './emoji.ts';
import { slackDate } from './slack-date.ts';
import { useReader } from './surroundings.ts';

export function Mrkdwn({ text, verbatim = false }: { text: string; verbatim?: boolean }) {
  return parseMrkdwn(text, { verbatim }).map((part, index) => {
    const key = `${index} ${part.type}`;
    if (part.type === 'pre') return <pre key={key}>{part.text}</pre>;
    const children = <Inlines inlines={part.children} />;
    return part.type === 'quote' ? <blockquote key={key}>{children}</blockquote> : <p key={key}>{children}</p>;
  });
}

/** mrkdwn or plain text, as the object says. */
export function Text({ text }: { text: TextObject }) {
  if (text.type === 'mrkdwn') return <Mrkdwn text={text.text} verbatim={text.verbatim === true} />;
  return <p>{plainText(text)}</p>;
}

/** Slack turns `:names:` into emoji unless `emoji` is false. */
export function plainText(text: { text: string; emoji?: boolean | undefined }): string {
  return text.emoji === false ? text.text : withEmoji(text.text);
}

function Inlines({ inlines }: { inlines: Inline[] }) {
  return inlines.map((inline, index) => <InlineView key={`${index} ${inline.type}`} inline={inline} />);
}

const marks = { bold: 'strong', italic: 'em', strike: 's' } as const;

function InlineView({ inline }: { inline: Inline }) {
  switch (inline.type) {
    case 'text':
      return <>{inline.text}</>;
    case 'bold':
    case 'italic':
    case 'strike': {
      const Mark = marks[inline.type];
      return (
        <Mark>
          <Inlines inlines={inline.children} />
        </Mark>
      );
    }
    case 'code':
      return <code>{inline.text}</code>;
    case 'link':
      return (
        <Link url={inline.url}>
          <Inlines inlines={inline.children} />
        </Link>
      );
    case 'user':
    case 'group':
      return <Mention sign="@" id={inline.id} label={inline.label} />;
    case 'channel':
      return <Mention sign="#" id={inline.id} label={inline.label} />;
    case 'broadcast':
      return <span class="mention mention-all">@{inline.range}</span>;
    case 'date':
      return <Moment date={inline} />;
    case 'emoji':
      return <>{emojiCalled(inline.name)}</>;
  }
}

/** Text where the address is none a click should follow. */
export function Link({ url, children }: { url: string; children: ComponentChildren }) {
  if (safeUrl(url) === null) return <span>{children}</span>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

export function Mention({ sign, id, label = null }: { sign: '@' | '#'; id: string; label?: string | null }) {
  const { state } = useReader();
  const isMe = id === state.me.id;
  const name = Object.hasOwn(state.names, id) ? state.names[id] : label;
  return (
    <span class={isMe ? 'mention mention-me' : 'mention'}>
      {sign}
      {(name ?? id).replace(/^[@#]/, '')}
    </span>
  );
}

export function Moment({ date }: { date: { seconds: number; format: string; url: string | null; fallback: string } }) {
  const { state } = useReader();
  const text = slackDate(date, { locale: state.me.locale, now: new Date() });
  if (date.url !== null) return <Link url={date.url}>{text}</Link>;
  return <time title={date.fallback}>{text}</time>;
}
