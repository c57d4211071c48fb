/** What a person does on the page, carried out on the sandbox's Slack and WeCom: the bot hears of it as it would from the real ones. */
import type { Actor, Interaction } from '../slack/actor.ts';
import { change, changeFiles, clickAt, closeView, press, sayIn, submitView, suggest } from '../slack/client.ts';
import { NotPossible } from '../slack/not-possible.ts';
import { command, shortcut } from '../slack/person-messages.ts';
import { findUser } from '../slack/world.ts';
import type { AuthorisationKey } from '../wecom/provider/authorisations.ts';
import type { Push } from '../wecom/provider/pusher.ts';
import type { SandboxWecom } from '../wecom/server.ts';
import type { Act, ActAnswer, PageLocale } from './contract.ts';
import type { Scene } from './scene.ts';
import { localeOf } from './state.ts';
import { pageWords } from './words.ts';

type One<Name extends Act['act']> = Extract<Act, { act: Name }>;
type InChannel = One<'command' | 'say' | 'click' | 'shortcut'>;
type InModal = One<'change' | 'changeFiles' | 'press' | 'suggest' | 'submit' | 'close'>;
type Mishap = One<'removeBot' | 'inviteBot' | 'rateLimitSlack' | 'restartBot' | 'switchWecom'>;
type OfCompany = One<'authorise' | 'cancelAuth' | 'pushTicket'>;

const done: ActAnswer = { ok: true };

/** Who asks, and the words to tell them why not. */
type Asked = { scene: Scene; actor: Actor; words: (typeof pageWords)[PageLocale]['notPossible'] };

/** Null: nobody here is `act.as`. */
export async function carryOut(scene: Scene, act: Act): Promise<ActAnswer | null> {
  const { slack } = scene.rehearsal;
  const user = findUser(slack.world, act.as);
  if (!user) return null;
  const words = pageWords[localeOf(user)].notPossible;
  try {
    return await dispatch({ scene, actor: slack.actor(user.id), words }, act);
  } catch (error) {
    if (error instanceof NotPossible) return { ok: false, error: words[error.why] };
    throw error;
  }
}

function dispatch(asked: Asked, act: Act): Promise<ActAnswer> {
  const { scene, actor } = asked;
  switch (act.act) {
    case 'command':
    case 'say':
    case 'click':
    case 'shortcut':
      return inChannel(actor, act);
    case 'change':
    case 'changeFiles':
    case 'press':
    case 'suggest':
    case 'submit':
    case 'close':
      return inModal(actor, act);
    case 'removeBot':
    case 'inviteBot':
    case 'rateLimitSlack':
    case 'restartBot':
    case 'switchWecom':
      return mishap(scene, act);
    case 'authorise':
    case 'cancelAuth':
    case 'pushTicket':
      return ofCompany(asked, act);
  }
}

async function inChannel(actor: Actor, act: InChannel): Promise<ActAnswer> {
  switch (act.act) {
    case 'command':
      return seen(await command(actor, act.command, { channel: act.place, text: act.text }));
    case 'say':
      sayIn(actor, { ...act, threadTs: act.threadTs ?? null, fileIds: act.fileIds ?? [] });
      return done;
    case 'click':
      return seen(await clickAt(actor, act, act.optionValue ?? null));
    case 'shortcut': {
      const { callbackId, place: channel, ts } = act;
      const where = channel !== undefined && ts !== undefined ? { channel, ts } : undefined;
      return seen(await shortcut(actor, callbackId, where));
    }
  }
}

async function inModal(actor: Actor, act: InModal): Promise<ActAnswer> {
  switch (act.act) {
    case 'change':
      return seen(await change(actor, act, act.entry));
    case 'changeFiles':
      return seen(await changeFiles(actor, act, act.fileIds));
    case 'press':
      return seen(await press(actor, act, act.optionValue ?? null));
    case 'suggest':
      return { ok: true, options: await suggest(actor, act, act.typed) };
    case 'submit': {
      const answer = await submitView(actor, act);
      return 'trouble' in answer ? seen(answer) : done;
    }
    case 'close':
      return seen(await closeView(actor, { viewId: act.viewId, all: act.all ?? false }));
  }
}

function seen({ trouble }: Interaction): ActAnswer {
  return { ok: true, trouble };
}

async function mishap(scene: Scene, act: Mishap): Promise<ActAnswer> {
  const { slack } = scene.rehearsal;
  switch (act.act) {
    case 'removeBot':
      slack.removeBotFrom(act.place);
      return done;
    case 'inviteBot':
      slack.inviteBotTo(act.place);
      return done;
    case 'rateLimitSlack':
      slack.rateLimitFor(act.seconds);
      return done;
    case 'restartBot':
      await restart(scene);
      return done;
    case 'switchWecom':
      scene.switches.set(act.set);
      scene.ring('wecom');
      return done;
  }
}

/** Whoever asks it for something meanwhile is told that it did not answer. */
async function restart(scene: Scene): Promise<void> {
  if (!scene.isBotRunning) return;
  const setRunning = (isRunning: boolean) => {
    scene.isBotRunning = isRunning;
    scene.ring('slack');
  };
  setRunning(false);
  scene.rehearsal.slack.connect({ isAway: true });
  await scene.rehearsal.restart();
  setRunning(true);
}

/** Resolves once the bot has taken what WeCom pushed, or has not. */
async function ofCompany({ scene, words }: Asked, act: OfCompany): Promise<ActAnswer> {
  const { wecom } = scene.rehearsal;
  if (act.act === 'cancelAuth' && !isAuthorised(wecom, act)) return { ok: false, error: words.notAuthorised };
  const { taken } = await push(wecom, act);
  scene.ring('wecom');
  return taken ? done : { ok: false, error: words.notTaken };
}

function push(wecom: SandboxWecom, act: OfCompany): Promise<Push> {
  const { suiteId } = act;
  switch (act.act) {
    case 'authorise':
      return wecom.authorise({ suiteId, corpId: act.corpId, mode: act.mode });
    case 'cancelAuth':
      return wecom.cancelAuth({ suiteId, corpId: act.corpId });
    case 'pushTicket':
      return wecom.pushTicket(suiteId);
  }
}

function isAuthorised(wecom: SandboxWecom, { suiteId, corpId }: AuthorisationKey): boolean {
  return wecom.authorisations().some((one) => one.live && one.suiteId === suiteId && one.corpId === corpId);
}
