import { describe, expect, test } from 'vitest';
import { wordsFor } from '../src/words/locale.ts';
import { buttonOn, filledIn, parentBox, repliesTo, sharedPage } from './page-kit.ts';
import { channelId, parent } from './story-kit.ts';

const { forms, report } = wordsFor('zh');
const { compose, review } = forms.notice;

for (const door of ['http', 'socket'] as const)
  describe(`the page, the bot reached by ${door}`, () => {
    const page = sharedPage({ door });

    test('a notice to three parents of whom one is invalid: from the command to the thread, and to the phones', async () => {
      const { ask, user, wecom, rehearsal } = page();
      const teacher = user('U0WANG');
      const form = await filledIn(teacher, '期中家长会');
      expect((await teacher.state()).bot).toMatchObject({ door, isRunning: true });
      const [stranger = ''] = (await wecom()).invalidSamples;
      await teacher.act({ act: 'submit', viewId: form.id });
      const faulty = await teacher.when(({ modals }) => Object.keys(modals[0]?.errors ?? {}).length > 0 && modals[0]);
      expect(Object.values(faulty.errors)).toContain(compose.noIds);

      await teacher.fill(faulty, parentBox, [parent(1), parent(2), stranger].join('\n'));
      await teacher.act({ act: 'submit', viewId: form.id });
      const shown = await teacher.modal(review.title);
      expect(shown.errors).toEqual({});
      await teacher.act({ act: 'submit', viewId: shown.id });

      const notice = await teacher.when(({ modals, messages }) =>
        modals.length === 0 ? messages[channelId]?.find(({ text }) => text.includes('期中家长会')) : null,
      );
      const reply = await teacher.when((state) =>
        repliesTo(state, channelId, notice.ts).find(({ text, blocks }) =>
          (text + JSON.stringify(blocks)).includes(stranger),
        ),
      );
      expect(reply.isPrivate).toBe(false);
      const csv = await teacher.when((state) =>
        repliesTo(state, channelId, notice.ts).find(({ files }) => files.length > 0),
      );
      const [file] = csv.files;
      const downloaded = await ask(`/files/${file?.id}?as=U0WANG`);
      expect(downloaded.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''N-0001/);
      expect(await downloaded.text()).toContain(stranger);

      const { calls, cards } = await wecom();
      const sent = calls.find(({ api }) => api === 'send');
      expect(sent).toMatchObject({ method: 'POST', errcode: 0, status: 200, fault: null });
      const inFull = await page().call(sent?.no);
      expect(JSON.parse(inFull.body).to_parent_userid).toEqual([parent(1), parent(2), stranger]);
      expect(JSON.parse(inFull.answer ?? '').invalid_parent_userid).toEqual([stranger.toLowerCase()]);
      expect(cards).toMatchObject([
        { kind: 'notice', title: '期中家长会', appName: '晨光家校', miniProgram: '晨光校车', reached: 2 },
      ]);
      const [card] = cards;
      const cover = await ask(`/wecom/media/${card?.kind === 'notice' ? card.mediaId : ''}`);
      expect(cover.headers.get('content-type')).toBe('image/jpeg');
      expect(rehearsal.slack.faults).toEqual([]);
    });

    test('a template message at once: its template is chosen by what is typed, and its company has authorised the app', async () => {
      const { user, wecom, wecomWhen } = page();
      const { compose: form, title } = forms.template;
      const teacher = user('U0LI');
      await teacher.act({ act: 'command', place: channelId, command: '/template-message', text: '请假' });
      const opened = await teacher.modal(title, '审批结果');
      for (const key of ['申请人', '请假时间', '审批结果']) await teacher.fill(opened, key, `${key}一`);
      await teacher.fill(opened, form.url, 'https://example.com/leave/1');
      const [company] = (await wecom()).companies;
      await teacher.fill(opened, form.box('member', 3000), company?.members[0]?.userId ?? '');
      await teacher.act({ act: 'submit', viewId: opened.id });
      const shown = await teacher.modal(forms.template.review.title);
      await teacher.act({ act: 'submit', viewId: shown.id });
      const message = await teacher.when(({ messages }) =>
        messages[channelId]?.find(({ text }) => text.includes('请假审批')),
      );
      expect(await wecomWhen(({ cards }) => cards.find(({ kind }) => kind === 'template'))).toMatchObject({
        title: '请假审批',
        items: [{ key: '申请人', value: '申请人一' }, {}, {}],
        reached: 1,
        isRecalled: false,
      });

      const button = await teacher.when((state) =>
        buttonOn(repliesTo(state, channelId, message.ts), report.next.recall.button),
      );
      await teacher.act({ act: 'click', place: channelId, ...button });
      await wecomWhen(({ cards }) => cards.some((card) => card.kind === 'template' && card.isRecalled));
    });
  });
