/** From "authorise a company" to the link that a company's administrator opens. */
import type { types } from '@slack/bolt';
import type { InstallLink } from '../provider/install.ts';
import { actions, type Block, button, context, escapeMrkdwn, mrkdwn, section } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { adminActions } from './actions.ts';
import { moment } from './dates.ts';
import type { AdminDeps, Suite } from './deps.ts';
import type { AdminMetadata } from './metadata.ts';
import { backButton, tellingView } from './plain-views.ts';
import { backHome, onPress } from './session.ts';

type AuthType = 'formal' | 'test';
type Shown = { meta: AdminMetadata; words: Words };

/** WeCom's pre-auth code lives so long. */
const linkLifeMinutes = 20;

export function authorisePressed(deps: AdminDeps) {
  return onPress(deps, async (pressed) => {
    const suite = deps.suites.find(({ suiteId }) => suiteId === pressed.value);
    return suite === undefined ? backHome(deps, pressed) : authoriseView(suite, pressed);
  });
}

/** WeCom is asked while the person looks at a view that says so. */
export function linkPressed(deps: AdminDeps, authType: AuthType) {
  return onPress(deps, async (pressed) => {
    const { value: suiteId, user, words, meta, show } = pressed;
    if (deps.installs === null) return backHome(deps, pressed);
    await show(askingView(pressed));
    const askedAt = deps.clock.now();
    const link = await deps.installs.link({ suiteId, by: user, authType }).catch(async (cause) => {
      await show(await backHome(deps, pressed, { text: words.admin.broken, level: 'warning' }));
      throw cause;
    });
    if (link.type === 'link') await deps.record(user, 'install-link', { suiteId, authType });
    return linkView(deps, { meta, words, link, authType, askedAt });
  });
}

export function authoriseView({ suiteId, name }: Suite, { meta, words }: Shown): types.ModalView {
  const say = words.admin.install;
  const blocks = [
    section(say.how(name, linkLifeMinutes)),
    section(mrkdwn(say.which)),
    actions(
      button({ action: adminActions.formal, text: say.formal, value: suiteId, style: 'primary' }),
      button({ action: adminActions.test, text: say.test, value: suiteId }),
    ),
    backButton(say.back),
  ];
  return tellingView(words, meta, { title: say.title, blocks });
}

export function askingView({ meta, words }: Shown): types.ModalView {
  const { title, asking } = words.admin.install;
  return tellingView(words, meta, { title, blocks: [section(asking)] });
}

export function linkView(
  deps: Pick<AdminDeps, 'reasonOf'>,
  { meta, words, link, authType, askedAt }: Shown & { link: InstallLink; authType: AuthType; askedAt: number },
): types.ModalView {
  const say = words.admin.install;
  const told = link.type === 'link' ? linkBlocks(link.url, { words, authType, askedAt }) : failure(deps, link, words);
  return tellingView(words, meta, { title: say.title, blocks: [...told, backButton(say.back)] });
}

/** As a link to press and as text to copy: Slack's link is hard to copy on a phone. */
function linkBlocks(
  url: string,
  { words, authType, askedAt }: { words: Words; authType: AuthType; askedAt: number },
): Block[] {
  const say = words.admin.install;
  const until = moment(askedAt + linkLifeMinutes * 60_000);
  return [
    section(mrkdwn(`*${say.ready[authType]}*\n<${url.replaceAll('&', '&amp;')}|${say.open}>`)),
    section(say.copy),
    section(url),
    context(mrkdwn(say.lives(until, linkLifeMinutes))),
  ];
}

function failure(
  { reasonOf }: Pick<AdminDeps, 'reasonOf'>,
  link: Exclude<InstallLink, { type: 'link' }>,
  words: Words,
): Block[] {
  const { install } = words.admin;
  const { cause, cure } = reasonFor(link, { reasonOf, words });
  return [section(mrkdwn(escapeMrkdwn(install.failed(cause)))), section(install.cure(cure))];
}

function reasonFor(
  link: Exclude<InstallLink, { type: 'link' }>,
  { reasonOf, words }: Pick<AdminDeps, 'reasonOf'> & { words: Words },
): { cause: string; cure: string } {
  const { install } = words.admin;
  switch (link.type) {
    case 'noPublicUrl':
      return install.noPublicUrl;
    case 'refused':
      return reasonOf(link.refusal, words);
    case 'notSent': {
      const cure = link.hurdle === 'noTicket' ? install.noTicketCure : install.notSentCure;
      return { cause: words.reasons.hurdles[link.hurdle], cure };
    }
    case 'unknown':
      return { cause: words.reasons.doubts[link.doubt], cure: install.unknownCure };
  }
}
