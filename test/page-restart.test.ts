import { describe, expect, test } from 'vitest';
import type { PageMessage } from '../src/sandbox/page/contract.ts';
import { wordsFor } from '../src/words/locale.ts';
import { filledIn, parentBox, sendNotice, sharedPage } from './page-kit.ts';
import { channelId, parent } from './story-kit.ts';

const isAccepted = (message: PageMessage, title: string) =>
  message.text.includes(title) && JSON.stringify(message).includes('已受理 1');

const { review } = wordsFor('zh').forms.notice;

for (const door of ['http', 'socket'] as const)
  describe(`the bot is restarted, reached by ${door}`, () => {
    const page = sharedPage({ door });

    test('a form in mid-air stays open and goes on; meanwhile the page says that the bot is away', async () => {
      const { user, rehearsal } = page();
      const teacher = user('U0WANG');
      const form = await filledIn(teacher, '重启之后发送');
      await teacher.fill(form, parentBox, parent(1));
      // What is on its way to WeCom is waited for, so the bot is away for as long as that is held.
      const held = rehearsal.wecom.holdNext();
      await sendNotice(user('U0LI'), '重启时在途', [parent(2)]);
      await held.arrived;
      const restarted = teacher.act({ act: 'restartBot' });
      await teacher.when(({ bot }) => !bot.isRunning);
      const asked = teacher.act({ act: 'submit', viewId: form.id });
      expect(await asked).toEqual({ ok: true, trouble: 'dispatch_failed' });
      expect((await teacher.state()).modals[0]?.trouble).toContain('trouble');
      expect(await teacher.act({ act: 'restartBot' })).toEqual({ ok: true });
      held.release();
      expect(await restarted).toEqual({ ok: true });
      expect((await teacher.state()).bot.isRunning).toBe(true);

      await teacher.act({ act: 'submit', viewId: form.id });
      const shown = await teacher.modal(review.title);
      await teacher.act({ act: 'submit', viewId: shown.id });
      for (const title of ['重启时在途', '重启之后发送'])
        await teacher.when(({ messages }) => messages[channelId]?.some((message) => isAccepted(message, title)));
      expect(rehearsal.slack.faults).toEqual([]);
    });
  });
