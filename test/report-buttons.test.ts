/** Buttons under a report, pressed through Bolt. */
import { App, type Receiver } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import type { Halt } from '../src/delivery/states.ts';
import type { Locale } from '../src/delivery/summary.ts';
import { type ActionResult, register } from '../src/report/buttons.ts';
import { type ReportAction, reportActions } from '../src/report/report-actions.ts';
import { cancelled, deliveryOf, minute, now } from './report-fixtures.ts';

const sender = 'U0WANG';
const admin = 'U0ADMIN';
const colleague = 'U0LI';

type Said = { text: string; response_type: string; replace_original: boolean; thread_ts?: string };

const noPlace: Halt = { type: 'noPlace', at: now, error: 'not_in_channel' };

type Options = { result?: ActionResult; locale?: Locale; halt?: Halt | null; mayNotSend?: string[] };

async function openButtons(options: Options = {}) {
  const { result = { type: 'done' }, locale = 'en', halt = noPlace, mayNotSend = [] } = options;
  const done: string[] = [];
  const refused: string[] = [];
  const said: Said[] = [];
  const act = (name: ReportAction) => async (id: string, by: string) => {
    done.push(`${name} ${id} ${by}`);
    return result;
  };
  const receiver: Receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  const app = new App({
    receiver,
    authorize: async () => ({ botToken: 'xoxb-test', botId: 'B1', botUserId: 'U1' }),
    clientOptions: {
      fetch: async (_, init) => {
        said.push(JSON.parse(String(init?.body)));
        return new Response('ok');
      },
    },
  });
  const names = Object.keys(reportActions) as ReportAction[];
  register(app, {
    clock: { now: () => now, sleep: async () => undefined },
    find: async (id) => (id === 'draft-42' ? deliveryOf({ halt }) : null),
    isAdmin: async (user) => user === admin,
    maySend: async (user) =>
      mayNotSend.includes(user) ? { type: 'refused', reason: 'notListed' } : { type: 'allowed' },
    localeOf: async () => locale,
    recordRefusal: async (user, action, id) => void refused.push(`${user} ${action} ${id}`),
    deliveries: Object.fromEntries(names.map((name) => [name, act(name)])) as Parameters<
      typeof register
    >[1]['deliveries'],
  });
  const press = (action: ReportAction, user = sender, value = 'draft-42') =>
    app.processEvent({ body: pressed(action, user, value), ack: async () => undefined });
  return { press, done, refused, said };
}

function pressed(action: ReportAction, user: string, value: string) {
  return {
    type: 'block_actions',
    team: { id: 'T0SCHOOL', domain: 'school' },
    user: { id: user, username: user, team_id: 'T0SCHOOL' },
    api_app_id: 'A1',
    token: 't',
    trigger_id: '1.2',
    container: { type: 'message', message_ts: '1.1', channel_id: 'C0NOTICE', thread_ts: '1.0' },
    channel: { id: 'C0NOTICE', name: 'x' },
    response_url: 'http://slack.invalid/1',
    actions: [
      {
        type: 'button',
        action_id: reportActions[action],
        block_id: 'b',
        value,
        action_ts: '1',
        text: { type: 'plain_text', text: 'x' },
      },
    ],
  };
}

const actions = Object.keys(reportActions) as ReportAction[];

describe.each(actions)('%s', (action) => {
  test('the sender and an admin may', async () => {
    const { press, done, said } = await openButtons();
    await press(action);
    await press(action, admin);
    expect(done).toEqual([`${action} draft-42 ${sender}`, `${action} draft-42 ${admin}`]);
    expect(said.map(({ response_type }) => response_type)).toEqual(['ephemeral', 'ephemeral']);
    expect(said[0]?.text).toContain('N-0042');
    expect(said[0]?.thread_ts).toBe('1.0');
  });

  test('anyone else may not, is told so privately, and it is recorded', async () => {
    const { press, done, said, refused } = await openButtons();
    await press(action, colleague);
    expect(done).toEqual([]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    expect(said[0]?.text).toContain(`Only the sender (<@${sender}>) and admins`);
    expect(refused).toEqual([`${colleague} ${action} draft-42`]);
  });

  test('pressed twice: a gentle sentence', async () => {
    const { press, said } = await openButtons({ result: { type: 'stale' } });
    await press(action);
    expect(said[0]?.text).toContain('Nothing was changed');
  });
});

describe('without the right to send', () => {
  test.each([
    ['the sender, who had it once', sender],
    ['an admin', admin],
  ])('%s sets nothing going, and may stop it and leave it', async (_who, user) => {
    const { press, done, said } = await openButtons({ mayNotSend: [user] });
    for (const action of ['resume', 'resendUnknown', 'retryPlace', 'reportByDm'] as const) await press(action, user);
    expect(done).toEqual([]);
    for (const { text, replace_original } of said) {
      expect(text).toContain(`give an admin your Slack id, \`${user}\``);
      expect(replace_original).toBe(false);
    }
    await press('stop', user);
    await press('leaveUnknown', user);
    expect(done).toEqual([`stop draft-42 ${user}`, `leaveUnknown draft-42 ${user}`]);
  });
});

test.each([
  ['already', 'asked back already'],
  ['tooLate', 'more than 24 hours ago'],
  ['nothing', 'nothing of N-0042 to recall'],
  ['notice', 'is a school notice'],
] as const)('not recalled: %s', async (why, expected) => {
  const { press, said } = await openButtons({ result: { type: 'notRecalled', why } });
  await press('recall');
  expect(said[0]?.text).toContain(expected);
  expect(said[0]?.text).toContain('Nothing was changed');
});

test('a delivery that is gone', async () => {
  const { press, done, said } = await openButtons();
  await press('stop', sender, 'nothing');
  expect(done).toEqual([]);
  expect(said[0]?.text).toContain('cannot be found');
});

test('too early says when', async () => {
  const { press, said } = await openButtons({ result: { type: 'tooEarly', until: now + minute } });
  await press('resume');
  expect(said[0]?.text).toContain('16:07:30');
});

test('in the language of whoever pressed', async () => {
  const { press, said } = await openButtons({ locale: 'zh' });
  await press('stop');
  expect(said[0]?.text).toContain('已停止');
});

test('the private message about a missing place gives way to the answer; messages in the channel stay', async () => {
  const { press, said } = await openButtons();
  await press('retryPlace');
  await press('stop');
  expect(said.map(({ replace_original }) => replace_original)).toEqual([true, false]);
});

test('an old button about the place sets nothing going that was stopped since', async () => {
  const { press, done, said } = await openButtons({ halt: cancelled });
  await press('retryPlace');
  await press('reportByDm');
  expect(done).toEqual([]);
  expect(said[0]?.text).toContain('Nothing was changed');
});
