import { beforeAll, expect, test } from 'vitest';
import type { Rehearsal } from '../src/sandbox/rehearsal.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { channel, compose, coverBytes, parent, resultOf, reviewed, sharedRehearsal, smith } from './story-kit.ts';

const { forms, commands, report } = wordsFor('en');
const { compose: form, review, confirm } = forms.notice;
const office = '教务处';

/** What people named: channels, the mini-program, somebody who slipped into a list. */
const names = ['家校通知', '教务处', '晨光家校', '张伟', '王老师'];
const chinese = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;

/** Every text that stands before Ms Smith from now on, and what stood there before it was edited. */
function watch({ slack }: Rehearsal): Set<string> {
  const texts = new Set<string>();
  slack.onChange((change) => {
    if (change.kind === 'view' && change.user === smith) texts.add(slack.modalText(smith));
    if (change.kind === 'message') texts.add(slack.channelText(change.channel));
    if (change.kind === 'private') for (const text of slack.person(smith).privateTexts()) texts.add(text);
  });
  return texts;
}

/** The lines with Chinese in them that nobody typed. */
function chineseLines(texts: string[]): string[] {
  const lines = texts.flatMap((text) => text.split('\n'));
  const bare = (line: string) => names.reduce((rest, name) => rest.replaceAll(name, ''), line);
  return [...new Set(lines.filter((line) => chinese.test(bare(line))))];
}

describeOnEachStore('a reader of English', (newPlace) => {
  const school = sharedRehearsal(newPlace);
  const teacher = () => school().slack.person(smith);
  const file = (name: string, content: string | Uint8Array) => ({ name, bytes: Buffer.from(content) });
  let everythingShown: Set<string>;
  beforeAll(() => {
    everythingShown = watch(school());
  });

  test('learns what is wrong with title, list and cover, sends, and reads the result', async () => {
    const { slack, wecom } = school();
    await compose(teacher(), { title: 'A '.repeat(40), list: file('p.csv', '<html>'), locale: 'en', note: 'For all' });
    expect(await teacher().submit()).toEqual({
      errors: { [form.title]: expect.stringContaining('This has 79 bytes') },
    });
    await teacher().fill(form.title, 'Parents’ evening');
    await teacher().submit();
    await teacher().waitForModal((modal) => modal.text.includes('really a web page'));
    const rows = ['parent id,name', `${parent(1)},Ann`, `${parent(6)},Ben`, 'Nobody_1,Cy', '张伟,Di'];
    await teacher().upload(form.listFile, file('parents.csv', rows.join('\n')));
    await teacher().upload(form.cover, file('cover.png', 'no picture'));
    await teacher().submit();
    await teacher().waitForModal((modal) => modal.text.includes('not a JPG or PNG'));
    await teacher().upload(form.cover, file('cover.jpg', coverBytes));
    await teacher().submit();
    const shown = await teacher().waitForModal(review.title);
    expect(shown.text).toContain(
      '5 lines → heading 1 → blank 0 → ids 4 → repeated 0 → malformed 1 → will send 3, in 1 batch',
    );
    expect(shown.submit).toBe('Send to 3 people');
    await teacher().check(review.withoutMalformed, 'Send without this one');

    const held = wecom.holdNext();
    expect(await teacher().submit()).toEqual({ closed: true });
    await held.arrived;
    await teacher().command('/wecom', { channel, text: 'status n-1' });
    held.release();
    const thread = await resultOf(school(), 'Parents’ evening', '2 \\+ 1 = 3');
    for (const said of ['accepted 2, 1 invalid', 'Nobody_1', 'N-0001 is saved', 'sent by @Ms Smith'])
      expect(thread).toContain(said);
    const csv = await slack.waitFor(() => slack.file('N-0001-invalid.csv'), 'the file');
    expect(csv.bytes.toString('utf8').split('\r\n')).toEqual([
      '\ufeff"id","line","kind","outcome","reason","batch"',
      expect.stringMatching(/^"Nobody_1","4","parents","invalid","[ -~]+","1"$/),
      '',
    ]);
    expect(slack.faults).toEqual([]);
  });

  test('is asked before the same goes out again, and told where there is no place for a report', async () => {
    const { slack } = school();
    const same = { title: 'Parents’ evening', parents: `${parent(1)} ${parent(6)} Nobody_1`, locale: 'en' } as const;
    await reviewed(teacher(), same);
    await teacher().submit();
    expect(teacher().modal()?.title).toBe(confirm.title);
    await teacher().close();

    await reviewed(teacher(), { title: 'Everybody', wholeSchool: true, locale: 'en', in: office });
    await teacher().submit();
    await teacher().fill(confirm.word(confirm.everyoneWord), 'send to all');
    expect(await teacher().submit()).toEqual({ closed: true });
    await teacher().waitForPrivate(report.noPlace.why.not_in_channel, { channel: office });
    await teacher().click(report.noPlace.byDm, { channel: office });
    const dm = slack.directMessage(smith);
    const { ts } = await slack.waitForMessage('accepted whole school', { channel: dm });
    await slack.waitFor(() => /whole school:/.exec(slack.threadText(dm, ts)), 'the result');
    expect(slack.faults).toEqual([]);
  });

  test('decides what to do about those of whom nobody knows whether they were sent to', async () => {
    const { slack, wecom } = school();
    wecom.inject({ api: 'send', fault: { type: 'cutBeforeAnswer' } });
    await reviewed(teacher(), { title: 'Swimming', parents: parent(11), locale: 'en' });
    await teacher().submit();
    const thread = await resultOf(school(), 'Swimming', 'You decide; the bot never resends');
    expect(thread).toContain('1 unknown, you decide');
    expect(thread).toContain('[Send this 1 again]');
    await teacher().click(report.next.leave, { channel });
    await teacher().waitForPrivate('stay as they are and are not sent again', { channel });
    await resultOf(school(), 'Swimming', 'you chose not to send again');
    expect(slack.faults).toEqual([]);
  });

  test('gets every answer to /wecom in English', async () => {
    const typed = ['what?', 'list', 'status N-1', 'cancel N-1', 'cancel', 'resend N-1', 'status N-99'];
    for (const text of typed) await teacher().command('/wecom', { channel, text });
    await teacher().waitForPrivate(commands.notFound('N-0099'));
    await teacher().waitForPrivate('/wecom status N-0042');
    expect(school().slack.faults).toEqual([]);
  });

  test('was not shown one Chinese word in all that', () => {
    const texts = [...everythingShown];
    expect(texts.length).toBeGreaterThan(30);
    // The view that opens before anything is known about the person speaks both languages.
    const inEnglish = texts.filter((text) => !text.includes(forms.notice.opening));
    expect(chineseLines(inEnglish)).toEqual([]);
    expect(chineseLines(['*Title* 期中家长会'])).toHaveLength(1);
  });
});
