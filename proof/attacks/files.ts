/** B5: where a file is said to lie, and who gets the bot's token. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Secret } from '../../src/config-secret.ts';
import type { KillableRehearsal } from '../../src/sandbox/rehearsal.ts';
import type { Inbound } from '../../src/sandbox/slack/bot-link.ts';
import { createFetchFile } from '../../src/slack/files.ts';
import { wordsFor } from '../../src/words/locale.ts';
import { openStranger } from '../../test/secrets-kit.ts';
import { compose, coverBytes, parent, wang } from '../../test/story-kit.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { foreignAddresses } from './addresses.ts';
import { resigned, until, withSchool } from './school.ts';

export const files: Probe[] = [
  { row: 'B5', name: 'files that are said to lie elsewhere', stores: 'none', run: elsewhere },
  { row: 'B5', name: 'files kept outside Slack', stores: 'none', run: external },
];

const { compose: say, notFetched } = wordsFor('zh').forms.notice;

async function elsewhere(conditions: Conditions): Promise<Finding> {
  const stranger = await openStranger();
  const lines: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'relay-dials-'));
  const file = join(folder, 'dials');
  const log = (line: string) => lines.push(line);
  try {
    return await withSchool(conditions, { log, env: watched(file) }, async (school) => {
      const addresses = [...foreignAddresses, ...nearlyOurs(school.slack.url), stranger.url];
      const refused = await submittedFrom(addresses, school, lines);
      await redirected(school, stranger.url);
      const own = [school.slack, school.wecom].map(({ url }) => new URL(url).host);
      const dialled = new Set(readFileSync(file, 'utf8').trim().split('\n'));
      const others = [...dialled.difference(new Set(own))];
      return {
        isPassed: dialled.has(own[0] ?? '') && others.length + stranger.heard.length === 0,
        figures: `${addresses.length} addresses: ${refused} files refused, and a redirect not followed; the bot dialled ${others.length} others${others.map((host) => ` ${host}`)}, a stranger heard ${stranger.heard.length} requests`,
      };
    });
  } finally {
    await stranger.close();
    rmSync(folder, { recursive: true });
  }
}

/** Whom the bot dials is written into a file. */
function watched(file: string): Record<string, string> {
  return { NODE_OPTIONS: `--import=${fileURLToPath(new URL('./dials.ts', import.meta.url))}`, DIALS: file };
}

/** Slack's file host is here where its API is. */
function nearlyOurs(url: string): string[] {
  const { host, port } = new URL(url);
  return [
    `https://${host}/files-pri/x`,
    `http://localhost:${port}/files-pri/x`,
    `http://[::1]:${port}/files-pri/x`,
    `http://127.1:${Number(port) + 1}/x`,
    `http://${host}@127.0.0.2/x`,
    `http://user@${host}/files-pri/x`,
  ];
}

/** The same form again and again, list and cover each time from another address; how many files were refused. Each is waited for. */
async function submittedFrom(addresses: string[], school: KillableRehearsal, lines: string[]): Promise<number> {
  const person = school.slack.person(wang);
  const list = { name: 'list.csv', bytes: Buffer.from(`${parent(1)}\n`) };
  await compose(person, { title: '文件在别处', list });
  await person.submit();
  const submission = school.slack.lastSubmission();
  const redrawn = () => school.slack.calls('views.update').length;
  const refused = () => lines.filter((line) => line.includes('"foreignAddress"')).length;
  for (const address of addresses) {
    const [before, shown] = [refused(), redrawn()];
    await school.slack.redeliver(from(submission, school, address));
    await until(() => refused() >= before + 2 && redrawn() > shown, `both files from ${address} to be refused`);
  }
  await person.closeAll();
  return refused();
}

function from(submission: Inbound, school: KillableRehearsal, address: string): Inbound {
  return resigned(submission, school, (payload) =>
    JSON.parse(JSON.stringify(payload), (key, value) => (key.startsWith('url_private') ? address : value)),
  );
}

async function redirected(school: KillableRehearsal, address: string): Promise<void> {
  const person = school.slack.person(wang);
  await compose(person, { title: '文件搬走了', parents: parent(1) });
  await person.upload(say.cover, { name: 'cover.jpg', bytes: Buffer.from(coverBytes), movedTo: address });
  await person.submit();
  await person.waitForModal((modal) => modal.text.includes(notFetched.noAccess));
  await person.closeAll();
}

/** What `files.info` says of files that came without an address. */
const infos = [
  { is_external: true, url_private_download: 'https://files.slack.com/x' },
  { mode: 'external', url_private_download: 'https://files.slack.com/x' },
  { is_external: false, url_private_download: 'https://drive.google.com/x' },
  { url_private_download: 'http://169.254.169.254/latest/meta-data/' },
  { mode: 'tombstone' },
];

async function external(): Promise<Finding> {
  const stranger = await openStranger();
  const fetched = await Promise.all(
    [...infos, { url_private_download: stranger.url }].map((file) => {
      const fetchFile = createFetchFile({
        token: new Secret('xoxb-token'),
        apiUrl: 'https://slack.com/api/',
        fileInfo: async () => ({ ok: true, file }),
      });
      return fetchFile({ id: 'F1', size: 1, url: '' }, { maxBytes: 10 });
    }),
  );
  await stranger.close();
  const refused = fetched.filter((one) => one.type === 'fault' && /^(external|foreignAddress)$/.test(one.fault));
  return {
    isPassed: refused.length === infos.length + 1 && stranger.heard.length === 0,
    figures: `${refused.length} of ${fetched.length} refused, a stranger heard ${stranger.heard.length} requests`,
  };
}
