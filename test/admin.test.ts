import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { catalogueLimits, createCatalogue } from '../src/catalogue/catalogue.ts';
import { templateLimits } from '../src/message.ts';
import type { Person } from '../src/sandbox/slack/person.ts';
import { chenguangCompany, chenguangSuite } from '../src/sandbox/wecom/provider/sample.ts';
import { audit, cache, templates } from '../src/store/schema.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { admin, channel, guest, movableClock, sharedRehearsal, smith, wang } from './story-kit.ts';
import { agree, companyOf, eventually, suiteId, toldAdmin } from './story-third-party-kit.ts';

const zh = wordsFor('zh').admin;
const en = wordsFor('en').admin;
const keywords = '会议室：402\n会议时间：9月1日 09:00';

async function home(person: Person, say = zh) {
  await person.command('/wecom', { text: say === zh ? '管理' : 'admin', channel });
  return person.waitForModal((modal) => modal.text.includes(chenguangSuite.suiteId));
}

async function fillTemplate(
  person: Person,
  typed: { name?: string; templateId?: string; keywords?: string },
  say = zh,
) {
  if (typed.name !== undefined) await person.fill(say.form.name, typed.name);
  if (typed.templateId !== undefined) await person.fill(say.form.templateId, typed.templateId);
  if (typed.keywords !== undefined) await person.fill(say.form.keywords, typed.keywords);
}

describeOnEachStore('the administrators', (newPlace) => {
  const clock = movableClock();
  const env = { LOG_LEVEL: 'fatal', WECOM_SUITES_FILE: '', ADMINS: 'U0ADMIN,U0SMITH,S0SENDERS' };
  const school = sharedRehearsal(newPlace, { thirdParty: true, env, clock });
  const person = (id: string) => school().slack.person(id);
  const db = () => school().store.db;
  const actions = async () => (await db().select().from(audit)).map((row) => `${row.actor} ${row.action}`);
  const admins = async (...users: string[]) => {
    const group = school().slack.workspace.userGroups.find(({ id }) => id === 'S0SENDERS');
    if (group) group.users = users;
    await db().update(cache).set({ expiresAt: 1 });
  };
  const noTemplates = () => db().delete(templates);

  test('others get no view, but who may and what to ask for; it is in the audit', async () => {
    await person(guest).command('/wecom', { text: 'admin', channel });
    const modal = await person(guest).waitForModal((shown) => shown.text.includes(guest));
    expect(modal.text).toContain(zh.refused.notListed(guest));
    expect(modal.buttons).toEqual([]);
    await person(guest).close();
    await expect.poll(actions).toContain(`${guest} refused:administer`);
  });

  test('a ticket that is late is said with its cure, also where a link is asked for, and again when it came', async () => {
    const { wecom, slack } = school();
    const who = person(admin);
    const fresh = await home(who);
    expect(fresh.text).toContain('正常');
    await who.close();
    wecom.withholdTickets(true);
    clock.advance(31 * 60_000);
    wecom.expireTickets();
    wecom.expireSuiteTokens({ as: 42009 });
    const late = await home(who);
    expect(late.text).toContain('超过 30 分钟没有收到 suite_ticket');
    expect(late.text).toContain(zh.home.ticketCure(`${school().env.PUBLIC_URL}/wecom/callback`));
    await who.press(zh.home.authorise);
    await who.waitForModal(zh.install.title);
    await who.press(zh.install.formal);
    await who.waitForModal((modal) => modal.text.includes(zh.install.noTicketCure));
    await who.close();
    await wecom.pushTicket(suiteId);
    expect((await home(who)).text).not.toContain('⚠️');
    await who.close();
    wecom.withholdTickets(false);
    expect(slack.faults).toEqual([]);
  });

  test('a link is asked for, opened by the company, and what came of it is told; the company is in the list', async () => {
    const who = person(admin);
    expect((await home(who)).text).toContain('还没有企业授权');
    await who.press(zh.home.authorise);
    await who.waitForModal(zh.install.title);
    await who.press(zh.install.test);
    const ready = await who.waitForModal((modal) => modal.text.includes(zh.install.ready.test));
    const [link] = ready.text.match(/^http\S+$/m) ?? [];
    await fetch(await agree(link ?? 'none'));
    await eventually(async () => (await companyOf(school()))?.info, 'the company');
    await eventually(async () => toldAdmin(school())[0], 'the news');
    expect(school().wecom.authorisations()).toMatchObject([{ suiteId, formal: false }]);
    await who.press(zh.install.back);
    const listed = await who.waitForModal(zh.title);
    expect(listed.text).toContain(chenguangCompany.name);
    expect(listed.text).toContain(zh.home.sees({ members: 1, departments: 2, tags: 1 }));
    await who.close();
    expect(await actions()).toContain(`${admin} install-link`);
    expect(school().slack.faults).toEqual([]);
  });

  test("WeCom's refusal of a link is said with cause, number and cure", async () => {
    const { wecom } = school();
    const rule = wecom.inject({ api: 'preAuthCode', fault: { type: 'errcode', errcode: 40080 } });
    await home(person(smith), en);
    await person(smith).press(en.home.authorise);
    await person(smith).waitForModal(en.install.title);
    await person(smith).press(en.install.formal);
    const refused = await person(smith).waitForModal((modal) => modal.text.includes('There is no link'));
    expect(refused.text).toContain('40080');
    expect(refused.text).toContain('What to do:');
    await person(smith).close();
    rule.remove();
  });

  test('a template is added in one go, changed, retired and restored', async () => {
    const who = person(admin);
    await home(who);
    await who.press(zh.home.add);
    await who.waitForModal(zh.form.titleAdd);
    await fillTemplate(who, { name: '会议室预定', templateId: 'ttMeeting', keywords });
    await who.submit();
    const added = await who.waitForModal((modal) => modal.text.includes(zh.home.done.saved('会议室预定')));
    expect(added.text).toContain('会议室：402 · 会议时间：9月1日 09:00');

    await who.press(zh.home.edit);
    const editing = await who.waitForModal(zh.form.titleEdit);
    expect(editing.values[zh.form.keywords]).toBe(keywords);
    await fillTemplate(who, { name: '会议室', keywords: '会议室: 403\n\n会议时间' });
    await who.submit();
    const edited = await who.waitForModal((modal) => modal.text.includes(zh.home.done.saved('会议室')));
    expect(edited.text).toContain('会议室：403 · 会议时间');

    await who.press(zh.home.retire);
    await who.waitForModal((modal) => modal.text.includes(zh.home.done.retired('会议室')));
    await who.press(zh.home.add);
    await who.waitForModal(zh.form.titleAdd);
    await fillTemplate(who, { name: '又一个', templateId: 'ttMeeting', keywords });
    expect(await who.submit()).toEqual({ errors: { [zh.form.templateId]: zh.form.taken('会议室', true) } });
    expect(who.modal()?.values[zh.form.name]).toBe('又一个');
    await who.press(zh.form.back);
    await who.waitForModal(zh.title);
    await who.press(zh.home.restore);
    await who.waitForModal((modal) => modal.text.includes(zh.home.done.restored('会议室')));
    await who.close();
    const changes = (await actions()).filter((line) => line.includes('template:'));
    expect(changes).toEqual(['add', 'edit', 'retire', 'restore'].map((action) => `${admin} template:${action}`));
    expect(school().slack.faults).toEqual([]);
    await noTemplates();
  });

  const { templateIdMaxBytes, keyMaxChars } = templateLimits;
  test.each([
    ['a name at its limit', { name: '名'.repeat(catalogueLimits.nameMaxLength) }, null],
    ['a name one past it', { name: '名'.repeat(catalogueLimits.nameMaxLength + 1) }, 'name'],
    ['an id at its limit', { templateId: 't'.repeat(templateIdMaxBytes) }, null],
    ['an id one past it', { templateId: 't'.repeat(templateIdMaxBytes + 1) }, 'templateId'],
    ['an id past it in bytes only', { templateId: `${'模'.repeat(21)}tt` }, 'templateId'],
    ['an id with a blank', { templateId: 'tt 1' }, 'templateId'],
    ['five keywords', { keywords: '一\n二\n三\n四\n五' }, null],
    ['six', { keywords: '一\n二\n三\n四\n五\n六' }, 'keywords'],
    ['a keyword at its limit', { keywords: '😀'.repeat(keyMaxChars) }, null],
    ['a keyword one past it', { keywords: '😀'.repeat(keyMaxChars + 1) }, 'keywords'],
  ] as const)('%s', async (_what, typed, faulty) => {
    for (const [id, say] of [
      [admin, zh],
      [smith, en],
    ] as const) {
      const who = person(id);
      const filled = { name: '会议室预定', templateId: 'ttMeeting', keywords, ...typed };
      await home(who, say);
      await who.press(say.home.add);
      await who.waitForModal(say.form.titleAdd);
      await fillTemplate(who, filled, say);
      const answer = await who.submit();
      if (faulty === null) {
        await who.waitForModal((modal) => modal.text.includes(say.home.done.saved(filled.name)));
      } else {
        expect('errors' in answer && Object.keys(answer.errors)).toEqual([say.form[faulty]]);
        expect(who.modal()?.values[say.form.keywords]).toBe(filled.keywords);
      }
      await who.close();
      await noTemplates();
    }
    expect(school().slack.faults).toEqual([]);
  });

  test('two edit the same template: the later one is told, keeps everything typed, and may replace it knowingly', async () => {
    const catalogue = createCatalogue({ db: db(), clock, newId: () => 'meeting' });
    await catalogue.add({ suiteId, templateId: 'tt1', name: '会议', keywords: [{ key: '会议室', sample: '' }] }, admin);
    for (const [id, say] of [
      [admin, zh],
      [smith, en],
    ] as const) {
      await home(person(id), say);
      await person(id).press(say.home.edit);
      await person(id).waitForModal(say.form.titleEdit);
    }
    await person(admin).fill(zh.form.name, '会议室预定');
    await person(admin).submit();
    await person(admin).waitForModal((modal) => modal.text.includes(zh.home.done.saved('会议室预定')));
    await person(smith).fill(en.form.name, 'Meeting');
    await person(smith).submit();
    const told = await person(smith).waitForModal((modal) => modal.text.includes('Not saved yet'));
    expect(told.text).toContain('@管理员');
    expect(told.text).toContain('会议室预定');
    expect(told.values[en.form.name]).toBe('Meeting');
    expect(await catalogue.find('meeting')).toMatchObject({ name: '会议室预定' });
    await person(smith).submit();
    await person(smith).waitForModal((modal) => modal.text.includes(en.home.done.saved('Meeting')));
    expect(await catalogue.find('meeting')).toMatchObject({ name: 'Meeting', updatedBy: smith });
    await Promise.all([person(admin).close(), person(smith).close()]);
    await noTemplates();
  });

  test('no longer an administrator: refused at the button and at the submission, nothing is changed', async () => {
    await admins(wang);
    await home(person(wang));
    await person(wang).press(zh.home.add);
    await person(wang).waitForModal(zh.form.titleAdd);
    await fillTemplate(person(wang), { name: '会议', templateId: 'tt1', keywords });
    await admins();
    await person(wang).submit();
    expect(person(wang).modal()?.text).toContain(zh.refused.notListed(wang));
    await person(wang).close();
    await admins(wang);
    await home(person(wang));
    await admins();
    await person(wang).press(zh.home.add);
    await person(wang).waitForModal((modal) => modal.text.includes(zh.refused.notListed(wang)));
    await person(wang).close();
    expect(await db().select().from(templates)).toEqual([]);
    await expect
      .poll(async () => (await actions()).filter((line) => line === `${wang} refused:administer`))
      .toHaveLength(2);
  });

  test('the store fails at saving: said on the form, everything typed is kept, and the next try saves', async () => {
    const who = person(admin);
    await home(who);
    await who.press(zh.home.add);
    await who.waitForModal(zh.form.titleAdd);
    await fillTemplate(who, { name: '会议', templateId: 'tt1', keywords });
    await db().execute(sql`alter table templates rename to away`);
    expect(await who.submit()).toEqual({ errors: { [zh.form.name]: zh.notSaved } });
    await db().execute(sql`alter table away rename to templates`);
    expect(who.modal()?.values[zh.form.keywords]).toBe(keywords);
    await who.submit();
    await who.waitForModal((modal) => modal.text.includes(zh.home.done.saved('会议')));
    await who.close();
    await noTemplates();
  });

  test('a trigger that is too old is told privately', async () => {
    school().slack.failNext('views.open', 'expired_trigger_id');
    await person(admin).command('/wecom', { text: 'admin', channel });
    await person(admin).waitForPrivate(zh.tooSlow);
  });

  test('many templates are on pages, none lost', async () => {
    const row = (i: number) => ({
      suiteId,
      templateId: `tt${i}`,
      name: `模板 ${i}`,
      keywords: [{ key: '甲', sample: '' }],
    });
    const rows = Array.from({ length: 120 }, (_, i) => ({ ...row(i), id: `t${i}`, updatedBy: admin, updatedAt: 1 }));
    await db().insert(templates).values(rows);
    const first = await home(person(admin));
    expect(first.text).toContain(zh.home.page(1, 3));
    expect(first.buttons).not.toContain(zh.home.previous);
    await person(admin).press(zh.home.next);
    const second = await person(admin).waitForModal((modal) => modal.text.includes(zh.home.page(2, 3)));
    expect(second.text).toContain(zh.home.continued(chenguangSuite.name));
    await person(admin).press(zh.home.next);
    const third = await person(admin).waitForModal((modal) => modal.text.includes(zh.home.page(3, 3)));
    const shown = [first, second, third].flatMap(({ text }) => text.match(/模板 \d+/g) ?? []);
    expect(shown).toEqual(rows.map(({ name }) => name));
    await person(admin).press(zh.home.previous);
    await person(admin).waitForModal((modal) => modal.text.includes(zh.home.page(2, 3)));
    await person(admin).press(zh.home.next);
    await person(admin).waitForModal((modal) => modal.text.includes(zh.home.page(3, 3)));
    await person(admin).close();
    await noTemplates();
    expect(school().slack.faults).toEqual([]);
  });
});

describeOnEachStore('without third-party apps', (newPlace) => {
  const school = sharedRehearsal(newPlace);

  test('what is missing is said, and where it is set', async () => {
    const who = school().slack.person(admin);
    await who.command('/wecom', { text: '管理', channel });
    const modal = await who.waitForModal(zh.title);
    await who.waitForModal((shown) => shown.text.includes(zh.home.none.how));
    expect(modal.submit).toBeNull();
    await who.close();
    expect(school().slack.faults).toEqual([]);
  });
});
