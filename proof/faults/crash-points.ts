/**
 * Where the bot is killed. Slack and WeCom are the world outside: they leave a call unanswered, and it is killed while it
 * waits. Between two calls only a server's locks can stop it, held by a connection that is not its own.
 */
import type { FaultRule } from '../../src/sandbox/wecom/fault-rules.ts';
import { zh } from '../../src/words/zh.ts';
import { channel, tick } from '../../test/story-kit.ts';
import { nextResult, press, resend, type Stage, submit } from './crash-stage.ts';
import { pieceOf, stands } from './judge.ts';
import { type Locks, openLocks, type Table } from './locks.ts';

export type Point = {
  name: string;
  /** Only where nothing was sent yet: neither a token nor a cover is at WeCom. */
  isFirst?: true;
  /** Resolves when the bot is there, and stays there. */
  reach(stage: Stage): Promise<unknown>;
  /** What the person does once more, because nothing came of it. */
  again?(stage: Stage): Promise<void>;
};

/** Where a call to Slack or to WeCom waits. */
export const callPoints: Point[] = [
  {
    name: 'saved, the acknowledgement lost, nothing posted',
    async reach(stage) {
      stage.world.slack.loseAck();
      const parent = leave(stage, 'chat.postMessage', { piece: 'parent', carriedOut: false });
      submit(stage);
      await Promise.all([parent.arrived, stage.submitted]);
    },
  },
  onCall('the receipt posted, the start not saved', 'chat.postMessage', { piece: 'receipt', carriedOut: true }),
  { ...onWecom('asking for a token', { api: 'gettoken', fault: { type: 'hold', carriedOut: true } }), isFirst: true },
  {
    name: 'the intent saved, the token refused, the call not made again',
    isFirst: true,
    async reach(stage) {
      const { wecom } = stage.world;
      await wecom.inject({ api: 'send', skip: 1, fault: { type: 'errcode', errcode: 42001 } });
      const renewal = await wecom.inject({ api: 'gettoken', skip: 1, fault: { type: 'hold' } });
      submit(stage);
      await renewal.arrived();
    },
  },
  onCall('the parent message edited for the result', 'chat.update', {
    piece: 'parent',
    carriedOut: true,
    text: /已受理/,
  }),
  onCall('the result asked for, not posted', 'chat.postMessage', { piece: 'result:1', carriedOut: false }),
  onCall('the parent message posted, its answer lost', 'chat.postMessage', { piece: 'parent', carriedOut: true }),
  { ...onWecom('uploading the cover', { api: 'upload', fault: { type: 'hold', carriedOut: true } }), isFirst: true },
  onWecom('the call carried out, its answer lost', { api: 'send', skip: 1, fault: { type: 'hold', carriedOut: true } }),
  onCall('the result posted, its answer lost', 'chat.postMessage', { piece: 'result:1', carriedOut: true }),
  onCall('the list file shared, its answer lost', 'files.completeUploadExternal', { piece: null, carriedOut: true }),
  {
    name: 'stopped by a person while a call is on its way',
    reach: stopInFlight,
  },
  {
    name: 'resumed by a person, the rest on its way',
    async reach(stage) {
      await stopped(stage);
      const sending = await holdNext(stage);
      await press(stage, zh.report.next.sendRest('1,050'));
      await sending.arrived();
    },
  },
  {
    name: 'sent again by a person, on its way once more',
    async reach(stage) {
      await stage.world.wecom.inject({ api: 'send', fault: { type: 'cutBeforeAnswer' } });
      submit(stage);
      const result = await nextResult(stage);
      const again = await holdNext(stage);
      await resend(stage, result);
      await again.arrived();
    },
  },
];

/** Between two calls, where only a server's locks can stop it. */
export const lockPoints: Point[] = [
  {
    name: 'the submission being saved',
    async reach(stage) {
      const locks = await lock(stage);
      await locks.take('deliveries');
      submit(stage);
      await locks.somebodyWaits();
    },
  },
  onAnswer('the answer there, being saved', { to: 'first', table: 'batches' }),
  onAnswer('all answers saved, the end not', { to: 'last', table: 'deliveries' }),
  onAnswer('the end saved, its report not begun', { to: 'last', table: 'posts', once: 'ended_at is not null' }),
  {
    name: 'stopped by a person, being saved',
    async reach(stage) {
      const locks = await lock(stage);
      const held = await holdNext(stage);
      submit(stage);
      await held.arrived();
      await locks.take('deliveries');
      await press(stage, zh.report.parent.stop);
      await locks.somebodyWaits();
    },
  },
  {
    name: 'resumed by a person, being saved',
    async reach(stage) {
      const locks = await lock(stage);
      await stopped(stage);
      await locks.take('deliveries');
      await press(stage, zh.report.next.sendRest('1,050'));
      await locks.somebodyWaits();
    },
    again: (stage) => press(stage, zh.report.next.sendRest('1,050')),
  },
];

/** Whenever it happens to be, so many milliseconds after the form was sent off. */
export function afterMs(ms: number): Point {
  return {
    name: `whatever it does after ${ms} ms`,
    async reach(stage) {
      submit(stage);
      await tick(ms);
      stage.mayBeOver = stands(stage.world.slack, stage.title);
    },
  };
}

/** While this call to Slack waits for its answer. */
function onCall(name: string, method: string, which: Left): Point {
  return {
    name,
    async reach(stage) {
      const call = leave(stage, method, which);
      submit(stage);
      await call.arrived;
    },
  };
}

/** While this call to WeCom waits for its answer. */
function onWecom(name: string, rule: FaultRule): Point {
  return {
    name,
    async reach(stage) {
      const call = await stage.world.wecom.inject(rule);
      submit(stage);
      await call.arrived();
    },
  };
}

type Answer = { to: 'first' | 'last'; table: Table; once?: string };

/** While what the answer to this parent's call leads to waits for the table, once the delivery is so. */
function onAnswer(name: string, { to, table, once = 'true' }: Answer): Point {
  return {
    name,
    async reach(stage) {
      const locks = await lock(stage);
      const naming = stage.ids.at(to === 'first' ? 0 : -1) ?? '';
      const held = await stage.world.wecom.inject({ api: 'send', naming, fault: { type: 'hold' } });
      submit(stage);
      await held.arrived();
      await locks.take(table);
      await held.release();
      await locks.sees(`select 1 from deliveries where number = (select max(number) from deliveries) and ${once}`);
      await locks.somebodyWaits();
    },
  };
}

type Left = { piece: string | null; carriedOut: boolean; text?: RegExp };

function leave({ world }: Stage, method: string, { piece, carriedOut, text = /^/ }: Left) {
  const when = (fields: Record<string, unknown>) => pieceOf(fields) === piece && text.test(String(fields.text));
  return world.slack.leaveUnanswered(method, { when, carriedOut });
}

/** The next request to send is carried out, and waits for its answer. */
function holdNext({ world }: Stage) {
  return world.wecom.inject({ api: 'send', fault: { type: 'hold', carriedOut: true } });
}

/** Stopped while the first call is on its way; that call. */
async function stopInFlight(stage: Stage): Promise<{ release(): Promise<void> }> {
  const held = await holdNext(stage);
  submit(stage);
  await held.arrived();
  await press(stage, zh.report.parent.stop);
  await stage.world.slack.waitForMessage(zh.report.headline.stopping, { channel });
  return held;
}

/** Stopped after the first call, the rest unsent. */
async function stopped(stage: Stage): Promise<void> {
  const held = await stopInFlight(stage);
  await held.release();
  await nextResult(stage);
}

/** Held until the stage is unlocked. */
async function lock(stage: Stage): Promise<Locks> {
  const locks = await openLocks(stage.databaseUrl);
  stage.unlock = locks.release;
  return locks;
}
