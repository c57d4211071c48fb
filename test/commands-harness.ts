/** /wecom through the receiver, over a ledger of a few deliveries. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect } from 'vitest';
import { post } from '../proof/attacks/requests.ts';
import { type Access, openAccess } from '../src/access.ts';
import { type Asked, registerCommands } from '../src/commands/register.ts';
import type { CommandDeps } from '../src/commands/run.ts';
import type { Halt } from '../src/delivery/states.ts';
import type { Delivery, Locale, Summary } from '../src/delivery/summary.ts';
import { noticeCommand } from '../src/notice/register.ts';
import { headlineLine } from '../src/report/headline.ts';
import { nowMs, sign, start } from './receiver-harness.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type Reply = { response_type: string; replace_original: boolean; text: string; blocks: unknown[] };

/** A response_url that keeps what it is told. */
async function openResponses() {
  const replies: Reply[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    replies.push(JSON.parse(body));
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { replies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

const message = {
  type: 'notice',
  title: '家长会 <!channel>',
  appid: 'wx1',
  pagepath: 'pages/index',
  cover: 'a'.repeat(64),
  idTranslation: false,
} as const;

/** 2,093 parents, 2,081 accepted and 12 invalid; with size 1 the whole school. */
export function delivery(number: number, sender: string, more: Partial<Delivery> = {}): Delivery {
  return {
    id: `d${number}`,
    series: 'N',
    number,
    appId: 'app',
    message,
    fingerprint: 'f',
    size: 2093,
    arithmetic: null,
    teamId: 'T1',
    sender,
    channel: 'C1',
    responseUrl: 'https://hooks.slack.com/x',
    locale: 'zh',
    note: '',
    submittedAt: nowMs - number * 60_000,
    mediaId: null,
    startedAt: nowMs,
    halt: null,
    endedAt: nowMs,
    recall: null,
    listGoneAt: null,
    ...more,
  };
}

function summaryOf(found: Delivery): Summary {
  const school = found.size === 1;
  const tally = { accepted: school ? 1 : 2081, invalid: school ? 0 : 12, refused: 0, unknown: 0, unsent: 0 };
  return {
    delivery: found,
    tally,
    byKind: [{ kind: school ? 'wholeSchool' : 'parent', tally }],
    batches: { total: 3, planned: 0, sending: 0, ended: 3 },
    undecided: { batches: 0, addressees: 0 },
    refusals: [],
    doubts: [],
    repeated: 0,
    wait: null,
    recallableUntil: null,
    recall: null,
  };
}

/** A ledger of a few deliveries; `halts` is what was stopped, and by whom. */
function ledgerOf(deliveries: Delivery[]) {
  const halts: { id: string; halt: Halt }[] = [];
  const recalls: string[] = [];
  const ledger: CommandDeps['ledger'] = {
    find: async (id) => deliveries.find((each) => each.id === id) ?? null,
    byName: async (series, number) =>
      deliveries.find((each) => each.series === series && each.number === number) ?? null,
    summary: async (id) => {
      const found = deliveries.find((each) => each.id === id);
      return found === undefined ? null : summaryOf(found);
    },
    recent: async (sender, limit) =>
      deliveries.filter((each) => sender === null || each.sender === sender).slice(0, limit),
    halt: async (id, halt) => {
      const found = deliveries.find((each) => each.id === id);
      if (found === undefined || found.halt !== null || found.endedAt !== null) return false;
      found.halt = halt;
      halts.push({ id, halt });
      return true;
    },
    recall: async (id, by) => {
      recalls.push(`${id} ${by}`);
      return 'asked';
    },
  };
  return { ledger, halts, recalls };
}

const usualAccess: Access = openAccess({
  senders: { users: ['U_WANG', 'U_CHEN'], groups: [] },
  admins: { users: ['U_ADMIN'], groups: [] },
  groupMembers: async () => ({ type: 'members', users: [] }),
});

/** The commands in a running app. U_WANG and U_CHEN may send, U_ADMIN is the admin. */
export async function open(deliveries: Delivery[], options: { locale?: Locale; access?: Access } = {}) {
  const { app, port } = await start();
  const { replies, url } = await openResponses();
  const { ledger, halts, recalls } = ledgerOf(deliveries);
  const [forms, templates, views]: [Asked[], Asked[], Asked[]] = [[], [], []];
  registerCommands(app, {
    access: options.access ?? usualAccess,
    localeOf: async () => options.locale ?? 'zh',
    ledger,
    headline: headlineLine,
    permalink: async (id) => (id === 'd9' ? null : `https://example.slack.com/archives/C1/${id}`),
    clock: { now: () => nowMs, sleep: async () => undefined },
    noticeCommand,
    openNotice: async (asked, { ack }) => {
      forms.push(asked);
      await ack();
    },
    openTemplate: async (asked, { ack }) => {
      templates.push(asked);
      await ack();
    },
    openAdmin: async (asked, { ack }) => {
      views.push(asked);
      await ack();
    },
  });
  let trigger = 0;
  const send = async (body: string) => {
    expect(await post(port, body, sign(body))).toMatchObject({ status: 200, text: '' });
  };
  const type = (user: string, text: string, command = '/wecom') => {
    trigger += 1;
    const fields = { command, text, user_id: user, team_id: 'T1', channel_id: 'C1', response_url: url };
    return send(new URLSearchParams({ ...fields, trigger_id: `t${trigger}` }).toString());
  };
  /** Types a command and reads the private answer. */
  const ask = async (user: string, text: string, command?: string): Promise<string> => {
    const before = replies.length;
    await type(user, text, command);
    await expect.poll(() => replies.length).toBe(before + 1);
    const reply = replies.at(-1);
    expect(reply).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    return JSON.stringify(reply);
  };
  const press = (user: string, action: string) => {
    trigger += 1;
    const payload = {
      type: 'block_actions',
      actions: [{ type: 'button', action_id: action, block_id: 'b', value: 'open' }],
      user: { id: user },
      team: { id: 'T1' },
      channel: { id: 'C1' },
      container: { type: 'message', channel_id: 'C1' },
      response_url: url,
      trigger_id: `t${trigger}`,
    };
    return send(`payload=${encodeURIComponent(JSON.stringify(payload))}`);
  };
  return { ask, type, press, replies, forms, templates, views, halts, recalls };
}
