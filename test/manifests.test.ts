import { readdirSync, readFileSync } from 'node:fs';
import { App } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { registerCommands } from '../src/commands/register.ts';
import { botScopes, optionalBotScopes } from '../src/commands/surface.ts';
import { envSchema } from '../src/config.ts';
import { registerNotice } from '../src/notice/register.ts';
import { eventsPath } from '../src/slack/receiver.ts';
import { commands as en } from '../src/words/en-commands.ts';
import { commands as zh } from '../src/words/zh-commands.ts';

const url = z.url({ protocol: /^https$/ });
const text = (max: number) => z.string().min(1).max(max);

/** Slack's documented limits; strict, so that a misspelt key is an error as it is at Slack. */
const manifestSchema = z.strictObject({
  $schema: url,
  _metadata: z.strictObject({ major_version: z.literal(1), minor_version: z.number() }),
  display_information: z.strictObject({
    name: text(35),
    description: text(140),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.literal(false),
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string().regex(/^[a-z0-9._-]{1,80}$/), always_online: z.boolean() }),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/[a-z-]{1,31}$/),
          url: url.optional(),
          description: text(2000),
          usage_hint: text(1000).optional(),
          should_escape: z.literal(false),
        }),
      )
      .max(50),
  }),
  oauth_config: z.strictObject({
    scopes: z.strictObject({ bot: z.array(z.string()), bot_optional: z.array(z.string()) }),
  }),
  settings: z.strictObject({
    interactivity: z.strictObject({
      is_enabled: z.literal(true),
      request_url: url.optional(),
      message_menu_options_url: url.optional(),
    }),
    org_deploy_enabled: z.literal(false),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.literal(false),
  }),
});
type Manifest = z.infer<typeof manifestSchema>;

function read(name: string): Manifest {
  return manifestSchema.parse(JSON.parse(readFileSync(`manifests/${name}`, 'utf8')));
}

const socket = read('slack-socket-mode.json');
const http = read('slack-http.json');

/** The commands the code really answers. */
function registeredCommands(): string[] {
  const receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  const app = new App({ receiver, authorize: async () => ({}) });
  const names: string[] = [];
  app.command = (name) => void names.push(String(name));
  // Registering looks at no dependency: those are for when somebody comes.
  const nothing = new Proxy({}, { get: () => () => undefined });
  registerNotice(app, nothing as Parameters<typeof registerNotice>[1]);
  registerCommands(app, nothing as Parameters<typeof registerCommands>[1]);
  return names;
}

describe.each([
  ['slack-socket-mode.json', socket],
  ['slack-http.json', http],
])('%s', (_name, manifest) => {
  test('offers exactly the commands the code answers', () => {
    const offered = manifest.features.slash_commands.map(({ command }) => command);
    expect(offered.sort()).toEqual(registeredCommands().sort());
  });

  test('every command is described in both languages', () => {
    for (const { description } of manifest.features.slash_commands)
      expect(description).toMatch(/\p{Script=Han}.* · [A-Z]/u);
  });

  test('asks for the scopes that have a reason, and the optional ones are among them', () => {
    const { bot, bot_optional } = manifest.oauth_config.scopes;
    expect(bot_optional).toEqual(Object.keys(optionalBotScopes));
    expect(bot).toEqual([...Object.keys(botScopes), ...bot_optional]);
  });
});

test('the two differ only in how Slack reaches the app', () => {
  const without = ({ features, settings, ...rest }: Manifest) => ({
    ...rest,
    features: { ...features, slash_commands: features.slash_commands.map(({ url: _url, ...each }) => each) },
    settings: { ...settings, interactivity: {}, socket_mode_enabled: null },
  });
  expect(without(http)).toEqual(without(socket));
  expect([http.settings.socket_mode_enabled, socket.settings.socket_mode_enabled]).toEqual([false, true]);
});

test('over HTTP everything goes to the one path, over the socket there is no address', () => {
  const addresses = ({ features, settings: { interactivity } }: Manifest) => [
    ...features.slash_commands.map((each) => each.url),
    interactivity.request_url,
    interactivity.message_menu_options_url,
  ];
  for (const each of addresses(http)) expect(new URL(each ?? '').pathname).toBe(eventsPath);
  expect(new Set(addresses(http)).size).toBe(1);
  expect(addresses(socket).filter((each) => each !== undefined)).toEqual([]);
});

/** What Slack documents for each method; an empty list: none is needed. */
const scopesOf: Record<string, (keyof typeof botScopes | keyof typeof optionalBotScopes)[]> = {
  'auth.test': [],
  'views.open': [],
  'views.update': [],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.getPermalink': [],
  'users.info': ['users:read'],
  'usergroups.users.list': ['usergroups:read'],
  'files.info': ['files:read'],
  'files.getUploadURLExternal': ['files:write'],
  'files.completeUploadExternal': ['files:write'],
  'conversations.open': ['im:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
};

test('every Slack method in the code has its scope, and every scope is used by one', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
  const code = files
    .filter((name) => name.endsWith('.ts') && !name.startsWith('sandbox'))
    .map((name) => readFileSync(`src/${name}`, 'utf8'));
  const calls = code
    .join('\n')
    .matchAll(/[cC]lient\.((?:auth|chat|conversations|files|usergroups|users|views)\.[a-zA-Z.]+)\(/g);
  const methods = new Set([...calls].map(([, method = '']) => method));
  const used = [...methods].flatMap((method) => scopesOf[method] ?? [`unknown method ${method}`]);
  expect([...new Set(['commands', ...used])].sort()).toEqual([...http.oauth_config.scopes.bot].sort());
});

test('what people are told to type exists', () => {
  const said = JSON.stringify([zh, en], (_key, value) => (typeof value === 'function' ? String(value) : value));
  const typed = [...said.matchAll(/`(\/[a-z-]+)/g)].map(([, command]) => command);
  expect(typed.length).toBeGreaterThan(0);
  expect(registeredCommands()).toEqual(expect.arrayContaining([...new Set(typed)]));
});

test.each(['README.md', 'README.zh-CN.md'])('%s explains every scope and every setting', (name) => {
  const readme = readFileSync(name, 'utf8');
  const all = [...Object.keys(botScopes), ...Object.keys(optionalBotScopes), ...Object.keys(envSchema.shape)];
  expect(all.filter((each) => !readme.includes(`\`${each}\``))).toEqual([]);
});
