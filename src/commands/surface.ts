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

/** Whether a report stands already, after Slack's answer to posting it was lost. Without them it may stand twice. */
export const optionalBotScopes = {
  'channels:history': 'finding a lost report in a public channel',
  'groups:history': 'finding a lost report in a private channel',
  'im:history': 'finding a lost report in the direct message to the sender',
  'mpim:history': 'finding a lost report in a group conversation',
  'im:write': 'learning which conversation that direct message is in',
} as const;
