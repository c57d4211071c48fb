import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { deliveryName } from '../src/delivery/summary.ts';
import { noticeLimits } from '../src/message.ts';
import { slackLimits } from '../src/slack/limits.ts';
import { wordsFor } from '../src/words/locale.ts';
import { now, openStage, ownApp, type Stage, teacher } from './notice-stage.ts';

const words = wordsFor('en').forms;
const { compose, review, confirm } = words.notice;
const parents = compose.box('parent', slackLimits.textInput);
const students = compose.box('student', slackLimits.textInput);

let png: Uint8Array;
beforeAll(async () => {
  const background = { r: 40, g: 120, b: 90 };
  png = await sharp({ create: { width: 800, height: 600, channels: 3, background } })
    .png()
    .toBuffer();
});

async function composed(stage: Stage, title = '期中家长会通知'): Promise<void> {
  await stage.type();
  await stage.fill(compose.title, title);
  await stage.choose(compose.miniProgram, '晨光通知');
  await stage.fill(compose.pagepath, 'pages/notice/index?id=7');
  await stage.upload(compose.cover, '校徽.png', png);
}

async function reviewed(stage: Stage): Promise<void> {
  await composed(stage);
  await stage.fill(parents, 'p_01, p_02\nP_01');
  await stage.submit();
}

function sent(stage: Stage) {
  return [...stage.deliveries.values()];
}

describe('opening', () => {
  test('the form appears, empty, with what the school offers', async () => {
    const stage = openStage();
    await stage.type();
    expect(stage.modal.labels()).toEqual([
      compose.title,
      compose.miniProgram,
      compose.pagepath,
      compose.cover,
      compose.crop,
      compose.audience,
      parents,
      students,
      compose.box('department', slackLimits.textInput),
      compose.box('externalUser', slackLimits.textInput),
      compose.idTranslation,
      compose.note,
    ]);
    expect(stage.errors).toEqual([]);
  });

  test('where it is not at hand in time it opens in both languages, and goes on in the person’s', async () => {
    const seen: string[] = [];
    const stage: Stage = openStage({
      deps: {
        localeOf: async () => {
          await vi.waitUntil(() => stage.modal.view);
          seen.push(stage.modal.text());
          return 'zh';
        },
      },
    });
    await stage.type();
    expect(seen[0]).toContain('正在打开');
    expect(seen[0]).toContain('Opening');
    expect(stage.modal.labels()).toContain(wordsFor('zh').forms.notice.compose.title);
  });

  test('where it is at hand, it is the first thing the person sees: one call to Slack', async () => {
    const clock = { now: () => now, sleep: () => new Promise<void>(() => undefined) };
    const stage = openStage({ deps: { clock } });
    stage.refusals.set('views.update', 'internal_error');
    await stage.type();
    expect(stage.modal.labels()).toContain(compose.title);
    expect(stage.errors).toEqual([]);
  });

  test('who may not send learns their own id and whom to ask', async () => {
    const stage = openStage({
      deps: { access: { maySend: async () => ({ type: 'refused', reason: 'notListed' }) } },
    });
    await stage.type();
    expect(stage.modal.text()).toContain(words.notice.refused.notListed(teacher));
    expect(stage.modal.view?.submit).toBeUndefined();
  });

  test('a trigger that came too late is answered privately', async () => {
    const stage = openStage();
    stage.refusals.set('views.open', 'expired_trigger_id');
    await stage.type();
    expect(stage.answers).toEqual([
      { response_type: 'ephemeral', replace_original: false, text: words.notice.tooSlow },
    ]);
    expect(stage.errors).toEqual([]);
  });

  test('where Slack does not take the private answer either, it is an error to be logged', async () => {
    const stage = openStage();
    stage.refusals.set('views.open', 'expired_trigger_id').set('response_url', 'down');
    await stage.type();
    expect(stage.answers).toEqual([]);
    expect(stage.errors).toHaveLength(1);
  });

  test('when the form cannot be prepared the modal says so', async () => {
    const stage = openStage({
      deps: { covers: { ...openStage().covers, last: () => Promise.reject(new Error('no database')) } },
    });
    await stage.type();
    expect(stage.modal.text()).toContain(words.notice.broken);
    expect(stage.errors).toHaveLength(1);
  });

  test('a single app and a single mini-program need no choice; without a list the appid is typed', async () => {
    const one = openStage({ deps: { miniPrograms: [{ name: '晨光通知', appid: 'wx1' }] } });
    await one.type();
    expect(one.modal.entries.get('miniProgram')).toMatchObject({ selected_option: { value: 'wx1' } });
    const none = openStage({ deps: { miniPrograms: [] } });
    await none.type();
    expect(none.modal.labels()).toContain(compose.appid);
    expect(none.modal.labels()).not.toContain(compose.miniProgram);
    const apps = [ownApp('a', '晨光家校'), ownApp('b', '晨光幼儿园')];
    const two = openStage({ deps: { apps: async () => apps } });
    await two.type();
    expect(two.modal.labels()).toContain(compose.app);
  });
});

describe('filling in', () => {
  test('a choice changes the fields, and what was typed comes back with it', async () => {
    const stage = openStage();
    await stage.type();
    await stage.fill(parents, 'p_01');
    await stage.choose(compose.audience, compose.audienceFile);
    expect(stage.modal.labels()).toContain(compose.listFile);
    expect(stage.modal.labels()).not.toContain(parents);
    await stage.choose(compose.audience, compose.audienceTyped);
    expect(stage.modal.entries.get('parents')).toMatchObject({ value: 'p_01' });
  });

  test('another mini-program reveals a box for its appid', async () => {
    const stage = openStage();
    await composed(stage);
    await stage.choose(compose.miniProgram, compose.anotherAppid);
    await stage.fill(compose.appid, 'wx 1');
    await stage.fill(parents, 'p_01');
    expect(await stage.submit()).toEqual({ type: 'errors', errors: { [compose.appid]: compose.appidFault } });
    await stage.fill(compose.appid, 'APPID');
    await stage.submit();
    expect(stage.modal.text()).toContain('APPID');
  });

  test('a redraw that was overtaken by another is left alone', async () => {
    const stage = openStage();
    await stage.type();
    stage.refusals.set('views.update', 'hash_conflict');
    await stage.choose(compose.audience, compose.audienceFile);
    expect(stage.errors).toEqual([]);
  });

  test('88 bytes of title: the field says so and where WeCom would cut; 64 pass; an emoji counts 4', async () => {
    const stage = openStage();
    await composed(stage, '关于2026年秋季学期期中家长会及学生综合素质评价工作安排的通知');
    await stage.fill(parents, 'p_01');
    const cut = '关于2026年秋季学期期中家长会及学生综合素质评';
    const fault = words.field.tooManyBytes({ bytes: 88, maxBytes: noticeLimits.titleMaxBytes, cut });
    expect(await stage.submit()).toEqual({ type: 'errors', errors: { [compose.title]: fault } });
    await stage.fill(compose.title, '😀'.repeat(16));
    expect(await stage.submit()).toEqual({ type: 'shown' });
    expect(stage.modal.text()).toContain(review.cardTitle(64, 64));
  });

  test('nothing filled in: each field says what it lacks', async () => {
    const stage = openStage();
    await stage.type();
    expect(await stage.submit()).toEqual({
      type: 'errors',
      errors: {
        [compose.title]: words.field.required,
        [compose.miniProgram]: words.field.choose,
        [compose.pagepath]: words.field.required,
        [compose.cover]: words.field.noFile,
      },
    });
  });

  test('nobody to send to is a fault at the first box', async () => {
    const stage = openStage();
    await composed(stage);
    expect(await stage.submit()).toEqual({ type: 'errors', errors: { [parents]: compose.noIds } });
  });

  test('a submission that comes before the redraw is drawn anew instead of faulting fields not on the screen', async () => {
    const stage = openStage();
    await composed(stage);
    stage.refusals.set('views.update', 'hash_conflict');
    await stage.choose(compose.audience, compose.audienceFile);
    stage.refusals.clear();
    await stage.submit();
    expect(stage.modal.labels()).toContain(compose.listFile);
    expect(stage.modal.text()).toContain(words.field.noFile);
    expect(stage.modal.entries.get('title')).toMatchObject({ value: '期中家长会通知' });
  });
});

describe('checking', () => {
  test('a bad cover goes back to its field; everything typed and the good list file are kept', async () => {
    const stage = openStage();
    await composed(stage);
    await stage.upload(compose.cover, '假.png', randomBytes(500));
    await stage.choose(compose.audience, compose.audienceFile);
    await stage.upload(compose.listFile, '名单.csv', Buffer.from('p1\np2\n'));
    await stage.submit();
    expect(stage.modal.text()).toContain(words.notice.cover.notAnImage);
    expect(stage.modal.text()).toContain(compose.lookBelow([compose.cover]));
    expect(stage.modal.entries.get('title')).toMatchObject({ value: '期中家长会通知' });
    expect(stage.modal.field(compose.listFile).block).toMatchObject({ optional: true });
    expect(stage.modal.text()).toContain(words.field.keptFile('名单.csv'));
    expect(stage.modal.field(compose.cover).block).not.toHaveProperty('optional');
    await stage.upload(compose.cover, '校徽.png', png);
    await stage.submit();
    expect(stage.modal.view?.submit?.text).toBe(review.submit(2));
  });

  test('a file that could not be fetched is kept, so that submitting again is enough', async () => {
    const stage = openStage();
    await composed(stage);
    await stage.fill(parents, 'p_01');
    const kept = new Map(stage.files);
    stage.files.clear();
    await stage.submit();
    expect(stage.modal.text()).toContain(words.notice.notFetched.failed);
    for (const [id, bytes] of kept) stage.files.set(id, bytes);
    await stage.submit();
    expect(stage.modal.view?.submit?.text).toBe(review.submit(1));
  });

  test('a list that cannot be read is a fault at its field', async () => {
    const stage = openStage();
    await composed(stage);
    await stage.choose(compose.audience, compose.audienceFile);
    await stage.upload(compose.listFile, '名单.csv', Buffer.from('%PDF-1.7 x'));
    await stage.submit();
    expect(stage.modal.text()).toContain(words.notice.list.faults.notAList);
  });

  test('only malformed ids: nobody to send to', async () => {
    const stage = openStage();
    await composed(stage);
    await stage.fill(parents, '张三，李四');
    await stage.submit();
    expect(stage.modal.text()).toContain(words.notice.list.allMalformed(2));
    expect(stage.modal.entries.get('parents')).toMatchObject({ value: '张三，李四' });
  });

  test('a check that breaks off leads back to the form, not to an endless wait', async () => {
    const stage = openStage({ deps: { fetchFile: () => Promise.reject(new Error('socket')) } });
    await reviewed(stage);
    expect(stage.modal.text()).toContain(words.notice.checkFailed);
    expect(stage.modal.entries.get('title')).toMatchObject({ value: '期中家长会通知' });
    expect(stage.errors).toHaveLength(1);
  });

  test('who went back while the check was under way stays on the form', async () => {
    const gate = Promise.withResolvers<void>();
    const stage: Stage = openStage({
      deps: {
        fetchFile: async ({ id }) => {
          await gate.promise;
          return { type: 'file', bytes: stage.files.get(id) ?? new Uint8Array() };
        },
      },
    });
    await composed(stage);
    await stage.fill(parents, 'p_01');
    const submitted = stage.submit();
    await expect.poll(() => stage.modal.text()).toContain(words.notice.checking);
    await stage.press(review.back);
    gate.resolve();
    await submitted;
    expect(stage.modal.labels()).toContain(compose.title);
  });

  test('who closed the modal meanwhile is left in peace', async () => {
    const stage: Stage = openStage({
      deps: {
        fetchFile: async () => {
          stage.modal.view = null;
          return { type: 'file', bytes: png };
        },
      },
    });
    await composed(stage);
    await stage.fill(parents, 'p_01');
    await stage.submit();
    expect(stage.modal.view).toBeNull();
    expect(stage.errors).toEqual([]);
  });
});

describe('sending', () => {
  test('review, submit: exactly what was reviewed is committed, and the form closes', async () => {
    const stage = openStage();
    await reviewed(stage);
    expect(stage.modal.text()).toContain('1 batch');
    expect(await stage.submit()).toEqual({ type: 'closed' });
    expect(sent(stage)).toMatchObject([
      {
        series: 'N',
        appId: 'school',
        sender: teacher,
        teamId: 'T1',
        channel: 'C1',
        responseUrl: 'sealed https://hooks.slack.test/response/1',
        locale: 'en',
        submittedAt: now,
        message: {
          type: 'notice',
          title: '期中家长会通知',
          appid: 'wx0000000000000001',
          pagepath: 'pages/notice/index?id=7',
          idTranslation: false,
        },
        audience: { type: 'lists', lists: [{ kind: 'parent', ids: ['p_01', 'p_02'] }] },
        arithmetic: { ids: 3, repeated: 1, willSend: 2 },
      },
    ]);
  });

  test('the same form submitted twice is one delivery', async () => {
    const stage = openStage();
    await reviewed(stage);
    const view = stage.modal.view;
    await stage.submit();
    stage.modal.view = view;
    expect(await stage.submit()).toEqual({ type: 'closed' });
    expect(sent(stage)).toHaveLength(1);
  });

  test('malformed ids must be waived before anything goes out', async () => {
    const stage = openStage();
    await composed(stage);
    await stage.fill(parents, 'p_01\n张三\np_02');
    await stage.submit();
    expect(stage.modal.text()).toContain(
      review.malformedLine({ kind: null, line: 2, text: '张三', why: review.badCharacters }),
    );
    expect(await stage.submit()).toEqual({
      type: 'errors',
      errors: { [review.withoutMalformed]: words.field.tick },
    });
    await stage.tick(review.withoutMalformed);
    expect(await stage.submit()).toEqual({ type: 'closed' });
  });

  test('back to edit: everything is kept, files by name, and the next review shows the change', async () => {
    const stage = openStage();
    await reviewed(stage);
    await stage.press(review.back);
    expect(stage.modal.entries.get('parents')).toMatchObject({ value: 'p_01, p_02\nP_01' });
    expect(stage.modal.text()).toContain(words.field.keptFile('校徽.png'));
    await stage.fill(compose.title, '期末家长会通知');
    await stage.submit();
    expect(stage.modal.text()).toContain('期末家长会通知');
  });

  test('a failed save keeps the review open and does not claim to know', async () => {
    const stage = openStage({
      deps: { ledger: { ...openStage().ledger, submit: () => Promise.reject(new Error('disk full')) } },
    });
    await reviewed(stage);
    expect(await stage.submit()).toEqual({ type: 'shown' });
    expect(stage.modal.text()).toContain(words.notice.notSure);
    expect(stage.modal.view?.submit?.text).toBe(review.submit(2));
    expect(stage.errors).toHaveLength(1);
    await stage.submit();
    expect(stage.modal.text().split(words.notice.notSure)).toHaveLength(2);
  });

  test('a draft that cannot be saved is an error on the form', async () => {
    const stage = openStage();
    await composed(stage);
    await stage.fill(parents, 'p_01');
    stage.deps.drafts = { ...stage.deps.drafts, save: () => Promise.reject(new Error('disk full')) };
    expect(await stage.submit()).toEqual({ type: 'errors', errors: { [compose.title]: words.notice.notSaved } });
  });

  test('the right to send is asked for again at each step', async () => {
    const stage = openStage();
    await reviewed(stage);
    stage.deps.access = { maySend: async () => ({ type: 'refused', reason: 'groupsUnknown' }) };
    await stage.submit();
    expect(stage.modal.text()).toContain(words.notice.refused.groupsUnknown(teacher));
    expect(sent(stage)).toEqual([]);
  });

  test('a form whose draft is gone says so', async () => {
    const stage = openStage();
    await reviewed(stage);
    stage.deps.drafts = { ...stage.deps.drafts, load: async () => null };
    await stage.submit();
    expect(stage.modal.text()).toContain(words.notice.expired);
  });

  test('a form nobody has touched needs nothing stored, and is of no use to anybody else', async () => {
    const stage = openStage();
    await stage.type();
    const { view } = stage.modal;
    const meta = JSON.parse(view?.private_metadata ?? '');
    expect(meta.untouched.owner).toBe(teacher);
    // Somebody else's, and what an earlier release wrote in another way.
    for (const other of [{ owner: 'U9' }, { content: { ...meta.untouched.content, values: {} } }]) {
      const untouched = { ...meta.untouched, ...other };
      if (view) stage.modal.view = { ...view, private_metadata: JSON.stringify({ ...meta, untouched }) };
      expect(await stage.submit()).toEqual({ type: 'errors', errors: { [compose.title]: words.notice.expired } });
    }
  });

  test('a review that is no longer what is stored is shown anew, not sent', async () => {
    const stage = openStage();
    await reviewed(stage);
    const stale = stage.modal.view;
    await stage.press(review.back);
    await stage.fill(parents, 'p_09');
    await stage.submit();
    stage.modal.view = stale;
    await stage.submit();
    expect(sent(stage)).toEqual([]);
    expect(stage.modal.view?.submit?.text).toBe(review.submit(1));
  });

  test('the last cover is offered with the next notice, and needs no upload', async () => {
    const stage = openStage();
    await reviewed(stage);
    await stage.submit();
    await stage.type();
    expect(stage.modal.field(compose.cover).block).toMatchObject({
      optional: true,
      hint: { text: expect.stringContaining(compose.lastCover('校徽.png')) },
    });
    await stage.fill(compose.title, '停课通知');
    await stage.choose(compose.miniProgram, '晨光通知');
    await stage.fill(compose.pagepath, 'pages/a');
    await stage.fill(students, 's_01');
    await stage.tick(compose.crop);
    expect(await stage.submit()).toEqual({ type: 'shown' });
    await stage.submit();
    const [first, second] = sent(stage);
    expect(second?.message).toMatchObject({ title: '停课通知' });
    expect(second?.message).not.toMatchObject({ cover: first?.message.type === 'notice' && first.message.cover });
  });
});

describe('guarded', () => {
  async function wholeSchool(stage: Stage) {
    await composed(stage);
    await stage.choose(compose.audience, compose.audienceSchool);
    await stage.submit();
    await stage.submit();
  }

  test('the whole school asks for the word; case and full-width letters are forgiven', async () => {
    const stage = openStage();
    await wholeSchool(stage);
    const label = confirm.word(confirm.everyoneWord);
    expect(stage.modal.text()).toContain(confirm.everyoneWarning);
    await stage.fill(label, 'send all');
    expect(await stage.submit()).toEqual({
      type: 'errors',
      errors: { [label]: confirm.wordFault(confirm.everyoneWord) },
    });
    expect(sent(stage)).toEqual([]);
    await stage.fill(label, ' ｓend  to ＡLL ');
    expect(await stage.submit()).toEqual({ type: 'closed' });
    expect(sent(stage)).toMatchObject([{ audience: { type: 'wholeSchool' }, arithmetic: null }]);
  });

  test('in Chinese the word is Chinese', async () => {
    const stage = openStage({ locale: 'zh' });
    const zh = wordsFor('zh').forms.notice;
    await stage.type();
    await stage.fill(zh.compose.title, '停课');
    await stage.choose(zh.compose.miniProgram, '晨光通知');
    await stage.fill(zh.compose.pagepath, 'pages/a');
    await stage.upload(zh.compose.cover, 'a.png', png);
    await stage.choose(zh.compose.audience, zh.compose.audienceSchool);
    await stage.submit();
    await stage.submit();
    await stage.fill(zh.confirm.word('全校发送'), '全校发送');
    expect(await stage.submit()).toEqual({ type: 'closed' });
  });

  test('the same notice within the hour asks first, by name; after an hour it does not', async () => {
    let time = now;
    const stage = openStage({ deps: { clock: { now: () => time, sleep: async () => undefined } } });
    await reviewed(stage);
    await stage.submit();
    const [first] = sent(stage);
    const name = first ? deliveryName({ ...first, series: 'N' }) : '';

    time += 59 * 60_000;
    await reviewed(stage);
    await stage.submit();
    expect(stage.modal.text()).toContain(`*${name}*`);
    expect(await stage.submit()).toEqual({ type: 'errors', errors: { [confirm.again]: words.field.tick } });
    await stage.tick(confirm.again);
    expect(await stage.submit()).toEqual({ type: 'closed' });

    time += 61 * 60_000;
    await reviewed(stage);
    expect(await stage.submit()).toEqual({ type: 'closed' });
    expect(sent(stage)).toHaveLength(3);
  });

  test('a twin that appeared while the confirm view stood open is named before anything goes out', async () => {
    const stage = openStage();
    await wholeSchool(stage);
    const twin = { id: 'other', series: 'N', number: 77, submittedAt: now };
    stage.deps.ledger = { ...stage.deps.ledger, twin: async () => twin as never };
    await stage.fill(confirm.word(confirm.everyoneWord), confirm.everyoneWord);
    expect(await stage.submit()).toEqual({ type: 'shown' });
    expect(stage.modal.text()).toContain('*N-0077*');
    await stage.tick(confirm.again);
    expect(await stage.submit()).toEqual({ type: 'closed' });
  });
});
