/** The own app asks WeCom to drop copies: what is in doubt is asked again by itself, and the thread says why that is safe. */
import { expect, test } from 'vitest';
import type { FaultRule } from '../src/sandbox/wecom/fault-rules.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { noticeTo, receivedOnce, sumsIn } from './story-delivery-kit.ts';
import {
  channel,
  parent,
  resultOf,
  reviewed,
  send,
  sendRequests,
  sharedRehearsal,
  threadWith,
  timesReceived,
  wang,
} from './story-kit.ts';

const { confirm } = wordsFor('zh').forms.notice;

describeOnEachStore('the duplicate check is on', (newPlace) => {
  const school = sharedRehearsal(newPlace, {
    ...{ wecom: { directory: 'open' }, log: () => undefined },
    env: { WECOM_DUPLICATE_CHECK: 'on', WECOM_CONCURRENCY: '1' },
  });
  const teacher = () => school().slack.person(wang);

  test.each<{ name: string; fault: FaultRule['fault']; effect: string }>([
    { name: '发了，答复丢了', fault: { type: 'cutBeforeAnswer' }, effect: 'suppressed' },
    { name: '没有发', fault: { type: 'cutInBody', bytes: 100 }, effect: 'sent' },
    { name: '网关报错，其实发了', fault: { type: 'http', carriedOut: true }, effect: 'suppressed' },
  ])('$name: asked again with the same bytes, everyone gets it once', async ({ name, fault, effect }) => {
    const { wecom } = school();
    const [title, calls] = [`再问 ${name}`, wecom.log('send').length];
    wecom.inject({ api: 'send', skip: 1, fault });
    const ts = await send(school(), teacher(), noticeTo(2050, title));
    const thread = await threadWith(school(), ts, '没有人会因此收到两次');
    expect(thread).toContain('🔁 1,000 个没有等到答复');
    expect(sumsIn(thread)).toEqual([{ parts: [2050], total: 2050 }]);
    expect(receivedOnce(school(), 2050, title)).toBe(2050);
    expect(thread).not.toContain('[重发这');
    const bodies = sendRequests(school()).slice(calls);
    expect(bodies).toHaveLength(4);
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(3);
    expect(bodies[0]).toMatchObject({ enable_duplicate_check: 1, duplicate_check_interval: 14_400 });
    expect(
      wecom
        .log('send')
        .slice(calls)
        .map((call) => call.effect),
    ).toContain(effect);
  });

  test('the same notice once more, because a person wants it so: everyone gets it twice', async () => {
    const notice = { title: '再提醒一次', parents: parent(1) };
    await send(school(), teacher(), notice);
    await resultOf(school(), '再提醒一次', '1 = 1');
    await reviewed(teacher(), notice);
    await teacher().submit();
    const [twin = ''] = /N-\d{4}/.exec(teacher().modal()?.text ?? '') ?? [];
    await teacher().check(confirm.again, confirm.againChoice(twin));
    expect(await teacher().submit()).toEqual({ closed: true });
    await expect.poll(() => timesReceived(school(), parent(1))).toBe(2);
    expect(sendRequests(school()).at(-1)).not.toHaveProperty('enable_duplicate_check');
  });

  test('the cover has died meanwhile: it stays unknown, and a person decides', async () => {
    const { wecom } = school();
    const title = '封面过期，结果不明';
    const held = wecom.inject({ api: 'send', skip: 1, fault: { type: 'hold', carriedOut: true } });
    wecom.inject({ api: 'send', skip: 1, fault: { type: 'cutBeforeAnswer' } });
    const ts = await send(school(), teacher(), noticeTo(1050, title));
    await held.arrived;
    wecom.expireMedia();
    held.release();
    const thread = await threadWith(school(), ts, '重发这 50 个');
    expect(sumsIn(thread)).toEqual([{ parts: [1000, 50], total: 1050 }]);
    expect(thread).toContain('能安全再问的都问过了');
    expect(receivedOnce(school(), 1050, title)).toBe(1050);
    await teacher().click('保持不变', { channel });
    expect(await threadWith(school(), ts, '50 个保持不明')).not.toContain('[重发这');
  });
});
