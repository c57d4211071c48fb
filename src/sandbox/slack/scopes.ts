/** Which bot scope each method needs; any one of several is enough. Source: the methods' pages on docs.slack.dev. */
import { type Refusal, refuse } from './refusal.ts';
import type { World } from './world.ts';

const reading = ['channels:history', 'groups:history', 'im:history'];

const needed: Record<string, string[]> = {
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.delete': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'conversations.open': ['im:write'],
  'conversations.history': reading,
  'conversations.replies': reading,
  'users.info': ['users:read'],
  'usergroups.users.list': ['usergroups:read'],
  'files.info': ['files:read'],
  'files.getUploadURLExternal': ['files:write'],
  'files.completeUploadExternal': ['files:write'],
};

export function scopeRefusal(world: World, method: string): Refusal | null {
  const any = needed[method];
  const granted = world.scopes;
  if (!any || !granted || any.some((scope) => granted.includes(scope))) return null;
  return { ...refuse('missing_scope'), needed: any.join(','), provided: granted.join(',') };
}
