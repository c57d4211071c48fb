/** The example request of WeCom's own page (document/path/30279), made with the form. */
import { beforeAll, expect, test } from 'vitest';
import { chenguangCompany, chenguangProvider, chenguangSuite } from '../src/sandbox/wecom/provider/sample.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { sharedRehearsal, wang } from './story-kit.ts';
import { contentOf, meetingValues, register, reviewedTemplate, templateRequests } from './story-template-kit.ts';
import { authorise, key } from './story-third-party-kit.ts';

const example = {
  touser: 'zhangsan|lisi',
  toparty: 'PartyID1|PartyID2',
  totag: 'TagID1|TagID2',
  agentid: 10086,
  msgtype: 'template_msg',
  selected_ticket_list: ['xxx', 'yyy'],
  template_msg: {
    template_id: 'ttxxlGlgIAwJrCTFjtndfgHPoIySyk6w',
    url: 'http://www.qq.com',
    miniprogram: { appid: 'APPID', pagepath: '/index.html' },
    content_item: [
      { key: '会议室', value: '402' },
      { key: '会议地点', value: '广州TIT-402会议室' },
      { key: '会议时间', value: '2018年8月1日 09:00-09:30' },
    ],
  },
  enable_id_trans: 0,
};
const { review } = wordsFor('zh').forms.template;

const suite = { ...chenguangSuite, miniPrograms: ['APPID'] };
const template = {
  ...{ suiteId: suite.suiteId, templateId: example.template_msg.template_id, name: '会议室预定' },
  keys: example.template_msg.content_item.map((item) => item.key),
};
const provider = {
  ...chenguangProvider,
  suites: [suite, ...chenguangProvider.suites.slice(1)],
  companies: [{ ...chenguangCompany, firstAgentId: example.agentid }],
  templates: [template],
};
const filled = {
  values: meetingValues,
  url: 'http://www.qq.com',
  appid: 'APPID',
  pagepath: '/index.html',
  members: 'zhangsan\nlisi',
  departments: 'PartyID1, PartyID2',
  tags: 'TagID1 | TagID2',
  tickets: 'xxx\nyyy',
};

describeOnEachStore('the documented example', (newPlace) => {
  const school = sharedRehearsal(newPlace, { thirdParty: true, wecom: { provider, directory: 'open' } });
  const teacher = () => school().slack.person(wang);

  beforeAll(async () => {
    await register(school(), contentOf(template));
    await authorise(school());
    for (const ticket of example.selected_ticket_list) {
      school().wecom.pickMembers({ ...key, operator: 'zhangsan', members: ['lisi'], ticket });
    }
  });

  test('is what goes over the wire, field for field and in its order', async () => {
    const { text } = await reviewedTemplate(teacher(), filled);
    expect(text).toContain(review.both);
    expect(await teacher().submit()).toEqual({ closed: true });
    await expect.poll(() => templateRequests(school()).length).toBe(1);
    const [entry] = school().wecom.log('message');
    expect(entry?.body).toBe(JSON.stringify({ ...example, only_unauth: false }));
    expect(entry?.answer).toContain('"errcode":0');
  });

  test('with only_unauth nobody is named whom WeCom would ignore', async () => {
    await reviewedTemplate(teacher(), { ...filled, onlyUnauth: true });
    expect(await teacher().submit()).toEqual({ closed: true });
    await expect.poll(() => templateRequests(school()).length).toBe(2);
    const { touser, toparty, totag, ...others } = example;
    expect([touser, toparty, totag]).not.toContain('');
    expect(school().wecom.log('message')[1]?.body).toBe(JSON.stringify({ ...others, only_unauth: true }));
  });
});
