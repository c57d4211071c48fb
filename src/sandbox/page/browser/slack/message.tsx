/** One message, with its blocks, files, thread and menu. */

import type { PageFile, PageMessage, PagePlace } from '../../contract.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { sizeText } from '../blocks/file-field.tsx';
import { Icon } from '../blocks/icon.tsx';
import { Menu } from '../blocks/menu.tsx';
import { Mrkdwn } from '../blocks/mrkdwn-view.tsx';
import { clockTime } from '../blocks/slack-date.ts';
import { type Hands, HandsContext } from '../blocks/surroundings.ts';
import { Avatar } from './avatar.tsx';
import { useSession } from './session.ts';

type MessageProps = {
  place: PagePlace;
  message: PageMessage;
  replies?: PageMessage[];
  /** Absent in a thread. */
  openThread?: (ts: string) => void;
};

export function MessageView({ place, message, replies = [], openThread }: MessageProps) {
  const { state, words, act } = useSession();
  const { userId, ts, isPrivate, isTombstone } = message;
  const name = state.names[userId] ?? userId;
  const time = clockTime(new Date(Number(ts) * 1000), state.me);
  const hands: Hands = {
    form: null,
    press: async (element, optionValue) => {
      await act({ act: 'click', place: place.id, ts, ...element, ...(optionValue !== undefined && { optionValue }) });
    },
  };
  return (
    <article class={isPrivate ? 'message is-private' : 'message'} aria-label={`${name} ${time}`}>
      <Avatar id={userId} name={name} isBot={userId === state.bot.id} />
      <div class="message-body">
        {isPrivate && (
          <p class="only-you">
            <Icon name="eye" /> {words.message.onlyYou}
          </p>
        )}
        <p class="message-head">
          <strong>{name}</strong>
          {userId === state.bot.id && <span class="bot-tag">{words.bot.tag}</span>}
          <time>{time}</time>
          {message.isEdited && <span class="edited">{words.message.edited}</span>}
          {message.isBroadcast && <span class="muted">{words.message.broadcast}</span>}
        </p>
        <HandsContext.Provider value={hands}>
          {isTombstone ? <p class="muted">{words.message.deleted}</p> : <Content message={message} />}
        </HandsContext.Provider>
        {message.files.map((file) => (
          <Attachment key={file.id} file={file} />
        ))}
        {openThread && replies.length > 0 && <Replies replies={replies} open={() => openThread(ts)} />}
      </div>
      {!isPrivate && !isTombstone && <MessageMenu place={place} message={message} openThread={openThread} />}
    </article>
  );
}

function Content({ message }: { message: PageMessage }) {
  if (message.blocks.length > 0) return <Blocks blocks={message.blocks} prefix={message.ts} />;
  return message.text === '' ? null : (
    <div class="block">
      <Mrkdwn text={message.text} />
    </div>
  );
}

function Attachment({ file }: { file: PageFile }) {
  const { state, words } = useSession();
  const href = `/files/${encodeURIComponent(file.id)}?as=${state.me.id}`;
  return (
    <a class="attachment" href={href} download={file.name} aria-label={words.message.download(file.name)}>
      <span class="file-icon" aria-hidden="true">
        {file.name.split('.').at(-1)?.slice(0, 4)}
      </span>
      <span class="file-words">
        <span class="file-name">{file.name}</span>
        <span class="muted">{sizeText(file.size)}</span>
      </span>
      <Icon name="down" />
    </a>
  );
}

function Replies({ replies, open }: { replies: PageMessage[]; open(): void }) {
  const { state, words } = useSession();
  const last = replies.at(-1);
  return (
    <button type="button" class="replies" onClick={open}>
      <span>{words.message.replies(replies.length)}</span>
      {last && <time>{clockTime(new Date(Number(last.ts) * 1000), state.me)}</time>}
    </button>
  );
}

type MessageMenuProps = Pick<MessageProps, 'place' | 'message'> & { openThread: ((ts: string) => void) | undefined };

function MessageMenu({ place, message, openThread }: MessageMenuProps) {
  const { state, words, act } = useSession();
  const { ts } = message;
  const reply = openThread && {
    key: 'reply',
    label: words.message.reply,
    pick: () => openThread(message.threadTs ?? ts),
  };
  const shortcuts = state.shortcuts
    .filter(({ kind }) => kind === 'message')
    .map(({ callbackId, name }) => ({
      key: callbackId,
      label: name,
      pick: () => act({ act: 'shortcut', callbackId, place: place.id, ts }),
    }));
  const items = [...(reply ? [reply] : []), ...shortcuts];
  if (items.length === 0) return null;
  return (
    <div class="message-menu">
      {reply && (
        <button type="button" class="icon" aria-label={reply.label} title={reply.label} onClick={reply.pick}>
          <Icon name="reply" />
        </button>
      )}
      <Menu label={words.message.more} className="icon" items={items}>
        <Icon name="more" />
      </Menu>
    </div>
  );
}
