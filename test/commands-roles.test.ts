/** Everybody there is, at every door: the form, the submission, the commands, the buttons. */
import { createHmac } from 'node:crypto';
import { like } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { allowed, author, everybody, others, type Role, takeRights, workspace } from '../proof/attacks/cast.ts';
import { audit, cache } from '../src/store/schema.ts';
import { wordsFor } from '../src/words/locale.ts';
import { embeddedPlace } from './databases.ts';
import {
  channel,
  channelId,
  parent,
  resultOf,
  reviewed,
  send,
  sendRequests,
  sharedRehearsal,
  threadWith,
} from './story-kit.ts';

const { commands, forms, report } = wordsFor('zh');

describe('who may do what', () => {
  const school = sharedRehearsal(embeddedPlace, {
    workspace,
    wecom: { directory: 'open' },
    env: { ...allowed, WECOM_CONCURRENCY: '1' },
  });
  const person = ({ id }: Role) => school().slack.person(id);
  /** What is new in what only this person sees. */
  const told = async (who: Role, act: () => Promise<unknown>): Promise<string> => {
    const before = person(who).privateTexts().length;
    await act();
    return school().slack.waitFor(() => person(who).privateTexts()[before], `an answer to ${who.who}`);
  };
  const ask = (who: Role, text: string) => told(who, () => person(who).command('/wecom', { channel, text }));
  const refusal = ({ id }: Role) => commands.refused.notListed(id);
  const refusals = async () =>
    (await school().store.db.select().from(audit).where(like(audit.action, 'refused:%'))).length;

  test('two lose their rights while nobody asks: what Slack said of groups is forgotten after five minutes', async () => {
    expect(await ask({ who: '', id: 'U0WAS', sends: false, administers: false }, 'list')).toContain(
      commands.list.empty.slice(0, 6),
    );
    takeRights(school().slack.workspace);
    await school().store.db.update(cache).set({ expiresAt: 1 });
  });

  test.each(everybody)('at the command: $who', async (who) => {
    const before = await refusals();
    await person(who).command('/school-notice', { channel });
    const modal = await person(who).waitForModal(
      (shown) => forms.notice.compose.title in shown.values || shown.text.includes(who.id),
    );
    expect(modal.submit === null, modal.text).toBe(!who.sends);
    if (!who.sends) expect(modal.text).toContain(forms.notice.refused.notListed(who.id));
    await person(who).closeAll();
    await expect.poll(refusals).toBe(before + (who.sends ? 0 : 1));
    expect(school().wecom.log()).toEqual([]);
  });

  /** The author’s own submission, signed by Slack as somebody else’s. */
  const submittedAs = async ({ id }: Role) => {
    const inbound = school().slack.lastSubmission();
    const payload = { ...inbound.payload, user: { ...(inbound.payload.user as object), id } };
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const seconds = String(Math.floor(Date.now() / 1000));
    const hmac = createHmac('sha256', school().env.SLACK_SIGNING_SECRET ?? '').update(`v0:${seconds}:${body}`);
    const headers = { 'x-slack-request-timestamp': seconds, 'x-slack-signature': `v0=${hmac.digest('hex')}` };
    return JSON.stringify(await school().slack.redeliver({ ...inbound, payload, body, headers }));
  };

  test('at the submission: nobody else sends what she wrote, whatever they may', async () => {
    const submittedByOthers = async () => {
      for (const who of others) {
        const shown = who.sends ? forms.notice.expired : forms.notice.refused.notListed(who.id);
        expect(await submittedAs(who), who.who).toContain(JSON.stringify(shown).slice(1, -1));
      }
    };
    await reviewed(person(author), { title: '别人交上来的', parents: parent(1) });
    await submittedByOthers();
    expect(school().slack.messages(channelId)).toEqual([]);
    await person(author).submit();
    await resultOf(school(), '别人交上来的', '1 = 1');
    await submittedByOthers();
    expect(school().slack.messages(channelId)).toHaveLength(1);
    expect(sendRequests(school())).toHaveLength(1);
  });

  describe('a delivery of hers', () => {
    let ts = '';
    const running = async (title: string) => {
      const held = school().wecom.holdNext();
      const parents = Array.from({ length: 1001 }, (_, i) => `${title}_${i}`).join('\n');
      const list = { name: 'parents.csv', bytes: Buffer.from(parents) };
      const sent = send(school(), person(author), { title, list });
      await held.arrived;
      ts = await sent;
      return held;
    };

    const stoppers = [...others.filter(({ administers }) => administers), author];
    test.each(stoppers)('is stopped by $who, and by nobody who may not', async (stopper) => {
      const held = await running(`Stop${stopper.id}`);
      for (const who of others.filter(({ administers }) => !administers)) {
        const answer = await told(who, () => person(who).click(report.parent.stop, { channel, ts }));
        expect(answer, who.who).toContain('只有发送的人');
      }
      expect(school().slack.threadText(channelId, ts)).toContain(report.parent.stop);
      const answer = await told(stopper, () => person(stopper).click(report.parent.stop, { channel, ts }));
      expect(answer).toContain('已停止');
      held.release();
      await threadWith(school(), ts, '1,000 \\+ 1 = 1,001');
    });

    test.each(everybody)('by command: $who', async (who) => {
      const maySee = who.sends || who.administers;
      const mayStop = who === author || who.administers;
      const status = await ask(who, 'status N-0002');
      expect(status).toContain(maySee ? '已受理 1,000，未发 1' : refusal(who));
      const cancel = await ask(who, 'cancel N-0002');
      const otherwise = maySee ? commands.cancel.notYours('N-0002') : refusal(who);
      expect(cancel).toContain(mayStop ? commands.cancel.stoppedAlready('N-0002') : otherwise);
      const list = await ask(who, 'list');
      expect(list.includes('N-0002')).toBe(mayStop);
      if (!maySee) expect(list).toContain(refusal(who));
    });

    test('is set going again only by who may send and has to do with it', async () => {
      const rest = report.next.sendRest('1');
      await threadWith(school(), ts, rest);
      const requests = sendRequests(school()).length;
      const press = (who: Role) => told(who, () => person(who).click(rest, { channel }));
      for (const who of others) {
        if (who.sends && who.administers) continue;
        const otherwise = who.administers ? refusal(who) : '只有发送的人';
        expect(await press(who), who.who).toContain(otherwise);
      }
      expect(sendRequests(school())).toHaveLength(requests);
      const both = others.find(({ sends, administers }) => sends && administers);
      if (both) expect(await press(both)).not.toContain(refusal(both));
      await resultOf(school(), 'StopU0AUTHOR', '1,001 = 1,001');
      expect(sendRequests(school())).toHaveLength(requests + 1);
      expect(
        school()
          .wecom.received()
          .every(({ times }) => times === 1),
      ).toBe(true);
    });
  });
});
