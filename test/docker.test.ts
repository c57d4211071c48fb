/** The image as far as it can be tried without Docker: what it copies, what it installs, and that this starts. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { envSchema } from '../src/config.ts';
import { startSlack } from '../src/sandbox/slack/slack.ts';

const dockerfile = readFileSync('Dockerfile', 'utf8').replaceAll(/\\\n/g, ' ');
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const lines = dockerfile.split('\n').filter((line) => /^[A-Z]+ /.test(line));
const after = (instruction: string) =>
  lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));
/** Sources of COPY that come from this folder. */
const copied = [
  ...new Set(
    after('COPY')
      .filter((line) => !line.startsWith('--from'))
      .flatMap((line) => line.split(' ').slice(0, -1)),
  ),
];
const command: string[] = JSON.parse(after('CMD').at(-1) ?? '[]');

const image = mkdtempSync(join(tmpdir(), 'relay-image-'));
afterAll(() => rmSync(image, { recursive: true, force: true }));

test('every source of COPY is there, and let through by .dockerignore', () => {
  const rules = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(rules[0]).toBe('*');
  expect(copied.toSorted()).toEqual(
    rules
      .filter((rule) => rule.startsWith('!'))
      .map((rule) => rule.slice(1))
      .toSorted(),
  );
  expect(copied.filter((source) => !existsSync(source))).toEqual([]);
  expect(rules.filter((rule) => !/^[*!]/.test(rule) && !existsSync(rule))).toEqual([]);
});

test('it runs what npm start runs, on the Node of package.json, as nobody in particular', () => {
  expect(command.join(' ')).toBe(manifest.scripts.start);
  const major = manifest.devDependencies.node.split('.')[0];
  expect(after('FROM').map((line) => line.split(' ')[0])).toEqual([`node:${major}-slim`, `node:${major}-slim`]);
  expect(after('USER')).toEqual(['node']);
});

test('image and compose.yaml set only variables there are', () => {
  const known = [...Object.keys(envSchema.shape), 'NODE_ENV'];
  const inImage = after('ENV').flatMap((line) => line.split(' ').map((pair) => pair.replace(/=.*/, '')));
  expect(inImage.filter((name) => !known.includes(name))).toEqual([]);
  const [bot = ''] = readFileSync('compose.yaml', 'utf8').split(/^ {2}database:$/m);
  const inCompose = [...bot.matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name = '']) => name);
  expect(inCompose).toContain('DATABASE_URL');
  expect(inCompose.filter((name) => !known.includes(name))).toEqual([]);
});

test('with the packages of production alone it starts, is ready, and ends on SIGTERM', async () => {
  for (const source of copied) {
    const isLeftOut = (path: string) => path.startsWith(join('src', 'sandbox'));
    cpSync(source, join(image, source), { recursive: true, filter: (path) => !isLeftOut(path) });
  }
  const install = after('RUN').find((line) => line.startsWith('npm ci')) ?? '';
  await promisify(execFile)('npm', [...install.split(' ').slice(1), '--prefer-offline'], {
    cwd: image,
    timeout: 240_000,
  });
  const development = Object.keys(manifest.devDependencies).filter((name) => !name.startsWith('@types/'));
  expect(development.filter((name) => existsSync(join(image, 'node_modules', name)))).toEqual([]);
  expect(readdirSync(join(image, 'src'))).not.toContain('sandbox');

  const slack = await startSlack({
    signingSecret: 'a-signing-secret',
    botToken: 'xoxb-of-the-image',
    appToken: 'xapp-1',
  });
  const [, ...args] = command;
  const bot = spawn(process.execPath, args, {
    cwd: image,
    env: {
      ...{
        SLACK_API_URL: slack.apiUrl,
        SLACK_BOT_TOKEN: 'xoxb-of-the-image',
        SLACK_SIGNING_SECRET: 'a-signing-secret',
      },
      ...{ WECOM_CORP_ID: 'ww1', WECOM_AGENT_ID: '1', WECOM_SECRET: 'a-secret', WECOM_API_URL: 'http://127.0.0.1:9' },
      ...{ PORT: '0', DATA_DIR: join(image, 'data'), NODE_ENV: 'production' },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(bot, 'close');
  try {
    const port = await portOf(bot.stdout);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, missing: [] }]);
    bot.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  } finally {
    bot.kill('SIGKILL');
    await slack.stop();
  }
}, 300_000);

async function portOf(output: NodeJS.ReadableStream): Promise<number> {
  for await (const line of createInterface({ input: output })) {
    const { msg, port } = JSON.parse(line);
    if (msg === 'listening') return port;
  }
  throw new Error('it ended before it listened');
}
