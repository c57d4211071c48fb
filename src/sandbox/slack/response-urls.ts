/**
 * response_url: 5 uses, 30 minutes, private unless said otherwise, and it works where the bot is not a member. It answers
 * no `ts`. Source: docs.slack.dev/interactivity/handling-user-interaction.
 */
import { checkMessage, type MessageContent } from './block-kit/check-message.ts';
import { addMessage, addPrivateMessage, editMessage, type Message, removeMessage } from './messages.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { newId, type World } from './world.ts';

const lifetimeMs = 30 * 60_000;
const maxUses = 5;

export type ResponseUrl = {
  userId: string;
  channel: string;
  at: number;
  uses: number;
  /** The message whose button was pressed; null for a command. */
  original: Message | null;
};

export function newResponseUrl(world: World, about: Pick<ResponseUrl, 'userId' | 'channel' | 'original'>): string {
  const id = newId(world, 'R');
  world.responseUrls.set(id, { ...about, at: world.clock.now(), uses: 0 });
  return `${world.baseUrl}/actions/${id}`;
}

/** `shown` is the message that came of it. */
export type Answered = { ok: true; shown: Message | null };

/** Carries out one POST to a response_url. */
export function useResponseUrl(world: World, id: string, body: Record<string, unknown>): Answered | Refusal {
  const link = world.responseUrls.get(id);
  if (!link || world.clock.now() - link.at > lifetimeMs) return refuse('expired_url');
  if (link.uses >= maxUses) return refuse('used_url');
  link.uses += 1;
  return answerPerson(world, link, body);
}

/** Also for an acknowledgement of a command, whose body is an answer of the same kind. */
export function answerPerson(
  world: World,
  link: Pick<ResponseUrl, 'userId' | 'channel' | 'original'>,
  body: Record<string, unknown>,
): Answered | Refusal {
  if (body.delete_original === true) {
    if (!link.original) return refuse('cant_delete_message');
    removeMessage(world, link.original);
    return { ok: true, shown: null };
  }
  const content = checkMessage(body);
  if (isRefusal(content)) return content;
  if (body.replace_original !== true || !link.original)
    return { ok: true, shown: show(world, link, { ...content, body }) };
  editMessage(world, link.original, content);
  return { ok: true, shown: link.original };
}

function show(
  world: World,
  link: Pick<ResponseUrl, 'userId' | 'channel' | 'original'>,
  { text, blocks, body }: MessageContent & { body: Record<string, unknown> },
): Message {
  const draft = {
    channel: link.channel,
    user: world.workspace.bot.userId,
    text,
    blocks,
    threadTs: typeof body.thread_ts === 'string' ? body.thread_ts : null,
  };
  return body.response_type === 'in_channel' ? addMessage(world, draft) : addPrivateMessage(world, link.userId, draft);
}
