/** The form in the hands of somebody hostile or in a hurry, and of a Slack and a store in trouble. */
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { slackLimits } from '../src/slack/limits.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { openStage, ownApp, type Stage, teacher } from './notice-stage.ts';
import { parent, resultOf, reviewed as reviewedByHand, sharedRehearsal, wang } from './story-kit.ts';

const words = wordsFor('en').forms;
const { compose, confirm, review } = words.notice;
const parents = compose.box('parent', slackLimits.textInput);

let png: Uint8Array;
beforeAll(async () => {
  const create = { width: 80, height: 60, channels: 3 as const, background: '#2f855a' };
  png = await sharp({ create }).png().toBuffer();
});

async function composed(
  stage: Stage,
  { title = '期中家长会通知', pagepath = 'pages/notice/index' } = {},
): Promise<void> {
  await stage.type();
  await stage.fill(compose.title, title);
  await stage.choose(compose.miniProgram, '晨光通知');
  await stage.fill(compose.pagepath, pagepath);
  await stage.upload(compose.cover, '校徽.png', png);
  await stage.fill(parents, 'p_01, p_02');
}

async function reviewed(stage: Stage): Promise<void> {
  await composed(stage);
  await stage.submit();
}

const sent = (stage: Stage) => [...stage.deliveries.values()];
const entered = (stage: Stage, field: string) => stage.modal.entries.get(field);

describe('what cannot be seen', () => {
  test.each([' \u3000', '\u200b', '\u2060\u00ad', '\u3164', '\u2800', '\u202e\u0007'])(
    'a title of it (%j) is no title',
    async (title) => {
      const stage = openStage();
      await composed(stage, { title });
      expect(await stage.submit()).toEqual({ type: 'errors', errors: { [compose.title]: words.field.required } });
    },
  );

  test('an emoji made of several, with its invisible joiners, is one', async () => {
    const stage = openStage();
    await composed(stage, { title: '👨‍👩‍👧' });
    await stage.submit();
    expect(stage.modal.text()).toContain('👨‍👩‍👧');
  });

  test('lines pasted into the title become one', async () => {
    const stage = openStage();
    await composed(stage, { title: ' 停课\r\n✅ 已受理\u2028两千人\t' });
    await stage.submit();
    await stage.submit();
    expect(sent(stage)).toMatchObject([{ message: { title: '停课 ✅ 已受理 两千人' } }]);
  });

  test.each(['pages/a\u200bb', 'pages/a b', 'pages/a\nb', 'pages/\u202ea'])(
    'a page path with it (%j) would lead nowhere',
    async (pagepath) => {
      const stage = openStage();
      await composed(stage, { pagepath });
      expect(await stage.submit()).toEqual({ type: 'errors', errors: { [compose.pagepath]: compose.pagepathFault } });
    },
  );

  test('an appid typed with blanks around it is taken without them', async () => {
    const stage = openStage();
    await composed(stage);
    await stage.choose(compose.miniProgram, compose.anotherAppid);
    await stage.fill(compose.appid, ' wx0123456789abcdef\u3000');
    await stage.submit();
    await stage.submit();
    expect(sent(stage)).toMatchObject([{ message: { appid: 'wx0123456789abcdef' } }]);
  });

  test('among malformed ids it is made visible, and twenty of the longest fit the review', async () => {
    const stage = openStage();
    await composed(stage);
    await stage.choose(compose.audience, compose.audienceFile);
    const malformed = Array.from({ length: 20 }, (_, i) => `\u0001${'😀'.repeat(40)}${i}`);
    const rows = ['student id,external user id', '\n'.repeat(999_000), ...malformed.map((id) => `s_1,${id}`)];
    await stage.choose(compose.listKind, compose.listKindHeader);
    await stage.upload(compose.listFile, '名单.csv', Buffer.from(rows.join('\n')));
    await stage.submit();
    expect(stage.modal.text()).toContain(`line 999,003: \ufffd${'😀'.repeat(29)}…`);
    expect(stage.errors).toEqual([]);
  });
});

describe('held up', () => {
  const locked = { type: 'refused', reason: 'groupsUnknown' } as const;
  const says = words.notice.refused.groupsUnknown(teacher);
  const lock = (stage: Stage) => {
    stage.deps.access = { maySend: async () => locked };
  };
  const unlock = (stage: Stage) => {
    stage.deps.access = { maySend: async () => ({ type: 'allowed' }) };
  };

  test('Slack does not say for a moment who may send: the form stays as it was filled in, and goes on', async () => {
    const stage = openStage();
    await composed(stage);
    lock(stage);
    expect(await stage.submit()).toEqual({ type: 'errors', errors: { [compose.title]: says } });
    await stage.choose(compose.audience, compose.audienceFile);
    expect(stage.modal.text()).toContain(says);
    expect(entered(stage, 'title')).toMatchObject({ value: '期中家长会通知' });
    expect(entered(stage, 'parents')).toMatchObject({ value: 'p_01, p_02' });
    unlock(stage);
    await stage.choose(compose.audience, compose.audienceTyped);
    expect(stage.modal.text()).not.toContain(says);
    await stage.submit();
    expect(stage.modal.view?.submit?.text).toBe(review.submit(2));
  });

  test('… and so does the review', async () => {
    const stage = openStage();
    await reviewed(stage);
    lock(stage);
    await stage.submit();
    await stage.press(review.back);
    expect(stage.modal.text().split(says)).toHaveLength(2);
    unlock(stage);
    expect(await stage.submit()).toEqual({ type: 'closed' });
    expect(sent(stage)).toHaveLength(1);
  });

  test('the draft has gone after its day: what was typed stays, to be copied', async () => {
    let time = 0;
    const stage = openStage({ deps: { clock: { now: () => time, sleep: async () => undefined } } });
    await composed(stage);
    stage.deps.drafts = { ...stage.deps.drafts, load: async () => null };
    time = 24 * 60 * 60_000 + 1;
    expect(await stage.submit()).toEqual({ type: 'errors', errors: { [compose.title]: words.notice.expired } });
    expect(entered(stage, 'parents')).toMatchObject({ value: 'p_01, p_02' });
  });
});

describe('out of step', () => {
  /** What Slack would send now if the audience were changed. */
  const toWholeSchool = (stage: Stage) => {
    const { view, hash } = stage.modal;
    const values = { ...stage.modal.state(), audience: { value: { selected_option: { value: 'school' } } } };
    return {
      type: 'block_actions',
      team: { id: 'T1' },
      user: { id: teacher },
      view: { ...view, id: 'V1', hash: `${hash}`, state: { values } },
      actions: [{ type: 'radio_buttons', block_id: 'audience', action_id: 'value', action_ts: '1' }],
      container: {},
    };
  };

  test('a change of the form that arrives after its review leaves the review alone', async () => {
    const stage = openStage();
    await composed(stage, { title: '半个标' });
    const late = toWholeSchool(stage);
    await stage.fill(compose.title, '整个标题');
    await stage.submit();
    await stage.send(late);
    expect(stage.modal.text()).toContain('整个标题');
    expect(await stage.submit()).toEqual({ type: 'closed' });
    expect(sent(stage)).toMatchObject([{ message: { title: '整个标题' }, audience: { type: 'lists' } }]);
  });

  test('the answer to “next” was lost: the form goes on being redrawn, and keeps what it hides', async () => {
    const stage = openStage();
    await composed(stage);
    const { view } = stage.modal;
    const kept = new Map(stage.modal.entries);
    await stage.submit();
    Object.assign(stage.modal, { view, entries: kept });
    await stage.fill(parents, 'p_03');
    await stage.choose(compose.audience, compose.audienceFile);
    expect(stage.modal.labels()).toContain(compose.listFile);
    await stage.choose(compose.audience, compose.audienceTyped);
    expect(entered(stage, 'parents')).toMatchObject({ value: 'p_03' });
    await stage.submit();
    expect(stage.modal.view?.submit?.text).toBe(review.submit(1));
  });

  test('a tick for one earlier notice is none for another', async () => {
    const stage = openStage();
    const twinNamed = (number: number) => async () =>
      ({ id: `${number}`, series: 'N', number, submittedAt: 1 }) as never;
    await reviewed(stage);
    stage.deps.ledger = { ...stage.deps.ledger, twin: twinNamed(42) };
    await stage.submit();
    await stage.tick(confirm.again);
    stage.deps.ledger = { ...stage.deps.ledger, twin: twinNamed(77) };
    expect(await stage.submit()).toEqual({ type: 'shown' });
    expect(stage.modal.text()).toContain('*N-0077*');
    expect(await stage.submit()).toEqual({ type: 'errors', errors: { [confirm.again]: words.field.tick } });
    await stage.tick(confirm.again);
    expect(await stage.submit()).toEqual({ type: 'closed' });
  });

  test('the store saved, and its answer was lost: the person is not told that nothing was sent', async () => {
    const stage = openStage();
    await reviewed(stage);
    const { ledger } = stage.deps;
    const submit: typeof ledger.submit = async (submission) => {
      await ledger.submit(submission);
      throw new Error('connection reset during commit');
    };
    stage.deps.ledger = { ...ledger, submit };
    await stage.submit();
    expect(stage.modal.text()).toContain(words.notice.notSure);
    expect(stage.modal.text()).not.toContain(words.notice.notSaved);
    stage.deps.ledger = ledger;
    expect(await stage.submit()).toEqual({ type: 'closed' });
    expect(sent(stage)).toHaveLength(1);
  });

  test('only the note was changed after the answer was lost: told about; sent all the same it is the same notice again', async () => {
    const stage = openStage();
    await reviewed(stage);
    const { view } = stage.modal;
    await stage.submit();
    stage.modal.view = view;
    await stage.press(review.back);
    await stage.fill(compose.note, '周四前交');
    await stage.submit();
    await stage.submit();
    expect(stage.modal.text()).toContain(review.changed.warning('N-0042'));
    await stage.submit();
    expect(stage.modal.view?.title.text).toBe(confirm.title);
    expect(stage.modal.text()).toContain('*N-0042*');
    expect(sent(stage)).toMatchObject([{ note: '' }]);
  });
});

describe('the app it was to be sent by is gone after a restart', () => {
  const moved = async () => [ownApp('other', '晨光幼儿园')];

  test('while the form stands open: it asks which', async () => {
    const stage = openStage();
    await composed(stage);
    stage.deps.apps = moved;
    await stage.submit();
    expect(stage.modal.text()).toContain(words.notice.appGone);
    await stage.choose(compose.app, '晨光幼儿园');
    await stage.submit();
    await stage.submit();
    expect(sent(stage)).toMatchObject([{ appId: 'other' }]);
  });

  test('while the review stands open: nothing is saved for an app that nobody sends by', async () => {
    const stage = openStage();
    await reviewed(stage);
    stage.deps.apps = moved;
    await stage.submit();
    expect(sent(stage)).toEqual([]);
    expect(stage.modal.labels()).toContain(compose.app);
    expect(entered(stage, 'parents')).toMatchObject({ value: 'p_01, p_02' });
  });
});

describeOnEachStore('a list with what no database can store', (newPlace) => {
  const school = sharedRehearsal(newPlace);

  test('is reviewed and sent to the rest', async () => {
    const { review: say } = wordsFor('zh').forms.notice;
    const person = school().slack.person(wang);
    const rows = ['家长ID,班\0级', `${parent(1)},1`, 'Jia\0Zhang,1', `${'😀'.repeat(39)}x😀😀,1`];
    const shown = await reviewedByHand(person, {
      title: '名单里有怪字符',
      list: { name: '名单.csv', bytes: Buffer.from(rows.join('\n')) },
    });
    expect(shown.text).toContain('第 3 行：Jia\ufffdZhang');
    expect(shown.text).toContain('没有读的列：班\ufffd级');
    await person.check(say.withoutMalformed, say.withoutMalformedChoice(2));
    expect(await person.submit()).toEqual({ closed: true });
    await resultOf(school(), '名单里有怪字符', '1 = 1');
    expect(school().slack.faults).toEqual([]);
  });
});
