/** The names and scopes of the Slack app; the manifests are compared with them. */

export const templateCommand = '/template-message';
export const wecomCommand = '/wecom';

/** Each scope, and what would not work without it. */
export const botScopes = {
  commands: 'the slash commands',
  'chat:write': 'the report: parent message, thread, edits, and direct messages to the sender',
  'files:read': 'the cover image and the list file people upload in the form',
  'files:write': 'the CSV with every recipient that was not accepted, in the thread',
  'users:read': "the person's language",
  'usergroups:read': 'SENDERS and ADMINS that name a user group',
} as const;

/** Looking, after a lost answer, whether a report stands already, before it is posted again. */
export const optionalBotScopes = ['channels:history', 'groups:history', 'im:history', 'mpim:history'] as const;
