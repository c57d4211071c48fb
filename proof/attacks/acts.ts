/** Everything one can do in Slack, done once by those who may, and ready to be done again by anybody. */
import { adminActions } from '../../src/admin/actions.ts';
import { templateCallback } from '../../src/admin/template-form.ts';
import { composeCallback } from '../../src/compose/compose-view.ts';
import { editAction } from '../../src/compose/plain-views.ts';
import { reviewCallback } from '../../src/compose/review.ts';
import { type ReportAction, reportActions } from '../../src/report/report-actions.ts';
import type { Rehearsal } from '../../src/sandbox/rehearsal.ts';
import type { Inbound } from '../../src/sandbox/slack/bot-link.ts';
import { chenguangStaff, chenguangTemplates } from '../../src/sandbox/wecom/provider/sample.ts';
import { wordsFor } from '../../src/words/locale.ts';
import { channel, parent, resultOf, reviewed } from '../../test/story-kit.ts';
import { contentOf, meetingValues, register, reviewedTemplate } from '../../test/story-template-kit.ts';
import { authorise } from '../../test/story-third-party-kit.ts';
import { author, type Role } from './cast.ts';
import { resigned } from './school.ts';

/** `refused`: nothing happens, and the audit has a line. `without`: nothing happens to what is not theirs. */
export type Verdict = 'allowed' | 'refused' | 'without';
export type Act = {
  name: string;
  verdict(role: Role): Verdict;
  do(school: Pick<Rehearsal, 'slack' | 'env'>, role: Role): Promise<unknown>;
};

type Rule = Act['verdict'];
const sends: Rule = (role) => (role.sends ? 'allowed' : 'refused');
const administers: Rule = (role) => (role.administers ? 'allowed' : 'refused');
const sees: Rule = (role) => (role.sends || role.administers ? 'allowed' : 'refused');
/** A form of the author's: another sender may send, but not this. */
const writes: Rule = (role) => (role === author ? 'allowed' : role.sends ? 'without' : 'refused');
const stops: Rule = (role) => (role === author || role.administers ? 'allowed' : 'refused');
const startsAgain: Rule = (role) => ((role === author || role.administers) && role.sends ? 'allowed' : 'refused');

const { notice, template } = wordsFor('zh').forms;
const { admin } = wordsFor('zh');

/** Done by the author and an admin; the delivery of the reports' buttons has ended. */
export async function recordActs(school: Rehearsal): Promise<Act[]> {
  return [...commands, ...(await noticeActs(school)), ...(await templateActs(school)), ...(await adminActs(school))];
}

const typed: [name: string, text: string, rule: Rule][] = [
  ['/school-notice', '', sends],
  ['/template-message', '', sends],
  ['/wecom', 'notice', sends],
  ['/wecom', 'template', sends],
  ['/wecom', 'status N-0001', sees],
  ['/wecom', 'status N-9999', sees],
  ['/wecom', 'list', sees],
  ['/wecom', 'cancel N-0001', stops],
  ['/wecom', 'recall T-0001', stops],
  ['/wecom', 'admin', administers],
];

const opensForm = /^\/(school|template)|(notice|template|admin)$/;

const commands: Act[] = typed.map(([name, text, verdict]) => ({
  name: `${name} ${text}`,
  verdict,
  async do({ slack }, { id }) {
    const person = slack.person(id);
    await person.command(name, { channel, text });
    if (!opensForm.test(`${name} ${text}`)) return;
    await person.waitForModal(() => true);
    await person.closeAll();
  },
}));

async function noticeActs(school: Rehearsal): Promise<Act[]> {
  const person = school.slack.person(author.id);
  await reviewed(person, { title: '作者的通知', parents: parent(1) });
  await person.press(notice.review.back);
  await person.waitForModal((modal) => notice.compose.title in modal.values);
  await person.choose(notice.compose.audience, notice.compose.audienceFile);
  await person.waitForModal((modal) => notice.compose.listFile in modal.values);
  await person.choose(notice.compose.audience, notice.compose.audienceTyped);
  await person.waitForModal((modal) => !(notice.compose.listFile in modal.values));
  await person.submit();
  await person.waitForModal(notice.review.title);
  await person.submit();
  await resultOf(school, '作者的通知', '1 = 1');
  const kind = { name: 'notice' } as const;
  const submitted = last(school, (payload) => viewOf(payload)?.callback_id === reviewCallback(kind));
  const { draft } = JSON.parse(String(viewOf(submitted.payload)?.private_metadata));
  return [
    again('the notice form submitted', writes, submissionOf(school, composeCallback(kind))),
    again('the review submitted', writes, submitted),
    again(
      'a field of the form changed',
      writes,
      last(school, (payload) => isChange(payload, composeCallback(kind))),
    ),
    again(
      'back to the form',
      writes,
      last(school, (payload) => actionOf(payload) === editAction(kind)),
    ),
    ...Object.keys(reportActions).map((action) => reportAct(action as ReportAction, submitted, draft)),
  ];
}

const harmless: ReportAction[] = ['stop', 'leaveUnknown', 'recall'];

function reportAct(action: ReportAction, from: Inbound, delivery: string): Act {
  const press = { type: 'button', action_id: reportActions[action], block_id: 'b', value: delivery, action_ts: '1.1' };
  const { view: _, ...common } = from.payload;
  const payload = {
    ...common,
    type: 'block_actions',
    container: { type: 'message', message_ts: '1.1', channel_id: 'C0NOTICE', thread_ts: '1.1' },
    channel: { id: 'C0NOTICE', name: channel },
    message: { type: 'message', ts: '1.1', text: '' },
    response_url: 'http://127.0.0.1:9/nobody',
    actions: [press],
  };
  const rule = harmless.includes(action) ? stops : startsAgain;
  return again(`the button ${reportActions[action]}`, rule, { ...from, payload });
}

async function templateActs(school: Rehearsal): Promise<Act[]> {
  await register(school, contentOf(chenguangTemplates.meeting));
  await authorise(school);
  const person = school.slack.person(author.id);
  await reviewedTemplate(person, { values: meetingValues, members: chenguangStaff.张伟, idTranslation: true });
  await person.press(template.review.back);
  await person.waitForModal(({ buttons }) => buttons.includes(template.compose.insert));
  await person.press(template.compose.insert);
  await person.submit();
  await person.waitForModal(template.review.title);
  await person.submit();
  await resultOf(school, meetingValues.会议室, '1 = 1');
  const kind = { name: 'template' } as const;
  return [
    again('the template form submitted', writes, submissionOf(school, composeCallback(kind))),
    again('its review submitted', writes, submissionOf(school, reviewCallback(kind))),
    again(
      'its field changed',
      writes,
      last(school, (payload) => isChange(payload, composeCallback(kind))),
    ),
    again(
      'back to it',
      writes,
      last(school, (payload) => actionOf(payload) === editAction(kind)),
    ),
  ];
}

async function adminActs(school: Rehearsal): Promise<Act[]> {
  const person = school.slack.person('U0ADMIN');
  await person.command('/wecom', { channel, text: 'admin' });
  await person.waitForModal(({ buttons }) => buttons.includes(admin.home.add));
  await person.press(admin.home.add);
  await person.waitForModal((modal) => admin.form.name in modal.values);
  await person.fill(admin.form.name, '新模板');
  await person.fill(admin.form.templateId, 'ttNew');
  await person.fill(admin.form.keywords, '会议室：402\n会议时间：9月1日');
  await person.submit();
  await person.waitForModal(({ buttons }) => buttons.includes(admin.home.add));
  await person.closeAll();
  const pressed = last(school, (payload) => actionOf(payload) === adminActions.add);
  return [
    again('a template added', administers, submissionOf(school, templateCallback)),
    ...Object.values(adminActions).map((action) =>
      again(`the button ${action}`, administers, otherButton(pressed, action)),
    ),
  ];
}

function otherButton(pressed: Inbound, action: string): Inbound {
  const press = { type: 'button', action_id: action, block_id: 'b', value: '0', action_ts: '1.1' };
  return { ...pressed, payload: { ...pressed.payload, actions: [press] } };
}

/** What Slack sent, as if it came from somebody else. */
function again(name: string, verdict: Rule, inbound: Inbound): Act {
  return {
    name,
    verdict,
    do: (school, { id }) =>
      school.slack.redeliver(
        resigned(inbound, school, (payload) => ({ ...payload, user: { ...(payload.user as object), id } })),
      ),
  };
}

type Payload = Inbound['payload'];
type View = { callback_id: string; private_metadata: string };

function last({ slack }: Rehearsal, isIt: (payload: Payload) => boolean): Inbound {
  const found = slack.sent.findLast(({ payload }) => isIt(payload));
  if (found === undefined) throw new Error('it was not recorded');
  return found;
}

function submissionOf(school: Rehearsal, callback: string): Inbound {
  return last(school, (payload) => payload.type === 'view_submission' && viewOf(payload)?.callback_id === callback);
}

function viewOf(payload: Payload): View | undefined {
  return payload.view as View | undefined;
}

function actionOf({ actions }: Payload): string | undefined {
  return (actions as { action_id: string }[] | undefined)?.[0]?.action_id;
}

function isChange(payload: Payload, callback: string): boolean {
  return payload.type === 'block_actions' && viewOf(payload)?.callback_id === callback;
}
