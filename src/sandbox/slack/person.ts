/** A person at the keyboard: everything is found by what is written on it, and waited for. */

import { type Actor, type Interaction, topView, type Upload } from './actor.ts';
import type { BotLink } from './bot-link.ts';
import { type Modal, modalOf } from './modal.ts';
import { choose, uncheck } from './person-choose.ts';
import { clearField, fill, press, upload } from './person-form.ts';
import { type CommandAnswer, click, command, say, shortcut, type Where } from './person-messages.ts';
import { close, closeAll, type SubmitAnswer, submit } from './person-submit.ts';
import { placeCalled } from './places.ts';
import { messageText } from './thread-text.ts';
import { waitFor } from './waiting.ts';
import { nameOf, type World } from './world.ts';

/** A piece of the text, a pattern, or a question about the whole. */
export type Match<T> = string | RegExp | ((value: T) => boolean);

export type Person = {
  id: string;
  name: string;
  /** Types a slash command and waits for its acknowledgement. */
  command(name: string, typed: Where & { text?: string }): Promise<CommandAnswer>;
  /** The modal in front, or null. */
  modal(): Modal | null;
  /** A string or a pattern is looked for in the title. */
  waitForModal(match: Match<Modal>): Promise<Modal>;
  waitForNoModal(): Promise<true>;
  fill(label: string, value: string): Promise<Interaction>;
  choose(label: string, optionText: string): Promise<Interaction>;
  check(label: string, optionText: string): Promise<Interaction>;
  uncheck(label: string, optionText: string): Promise<Interaction>;
  upload(label: string, file: Upload): Promise<Interaction>;
  clear(label: string): Promise<Interaction>;
  press(buttonText: string): Promise<Interaction>;
  submit(): Promise<SubmitAnswer>;
  close(): Promise<Interaction>;
  closeAll(): Promise<Interaction>;
  click(buttonText: string, where: Where & { ts?: string }): Promise<Interaction>;
  shortcut(callbackId: string, where?: Where & { ts: string }): Promise<Interaction>;
  say(text: string, where: Where & { threadTs?: string; files?: Upload[] }): string;
  /** What only this person sees, oldest first. */
  privateTexts(where?: Where): string[];
  waitForPrivate(match: Match<string>, where?: Where): Promise<string>;
};

export function matches<T>(match: Match<T>, value: T, text: string): boolean {
  if (typeof match === 'string') return text.includes(match);
  return match instanceof RegExp ? match.test(text) : match(value);
}

/** The modal in front, as text. */
export function modalText(world: World, userId: string): string {
  return shownModal(world, userId)?.text ?? '(no modal)';
}

function shownModal(world: World, userId: string): Modal | null {
  const open = world.stacks.get(userId)?.at(-1);
  return open ? modalOf(world, open) : null;
}

function privateTexts(actor: Actor, where?: Where): string[] {
  const channel = where && placeCalled(actor.world, where.channel).id;
  return actor.world.privateMessages
    .filter((one) => one.to === actor.userId && (channel === undefined || one.channel === channel))
    .map((one) => messageText(actor.world, one));
}

/** @param patience How long this person waits for what must come, and looks for what should be there; real milliseconds. */
export function createPerson(
  world: World,
  link: BotLink,
  who: { userId: string; patience: { waitMs: number; lookMs: number } },
): Person {
  const { userId, patience } = who;
  const actor: Actor = { world, link, userId, lookMs: patience.lookMs };
  const modal = () => shownModal(world, userId);
  const seen = () => `${nameOf(world, userId)} sees\n${modalText(world, userId)}`;
  return {
    id: userId,
    name: nameOf(world, userId),
    modal,
    command: (name, typed) => command(actor, name, typed),
    fill: (label, value) => fill(actor, label, value),
    choose: (label, option) => choose(actor, label, option),
    check: (label, option) => choose(actor, label, option),
    uncheck: (label, option) => uncheck(actor, label, option),
    upload: (label, file) => upload(actor, label, file),
    clear: (label) => clearField(actor, label),
    press: (label) => press(actor, label),
    submit: () => submit(actor),
    close: () => close(actor),
    closeAll: () => closeAll(actor),
    click: (label, where) => click(actor, label, where),
    shortcut: (callbackId, where) => shortcut(actor, callbackId, where),
    say: (text, where) => say(actor, text, where),
    privateTexts: (where) => privateTexts(actor, where),
    waitForModal(match) {
      const look = () => {
        const shown = modal();
        return shown && matches(match, shown, shown.title) ? shown : null;
      };
      const explain = () => `no modal ${String(match)} came; ${seen()}`;
      return waitFor(world, look, { timeoutMs: patience.waitMs, explain });
    },
    waitForNoModal() {
      const look = () => (topView(actor) ? null : (true as const));
      return waitFor(world, look, { timeoutMs: patience.waitMs, explain: () => `a modal stays; ${seen()}` });
    },
    waitForPrivate(match, where) {
      const look = () => privateTexts(actor, where).findLast((text) => matches(match, text, text));
      const explain = () => `no private message ${String(match)}; there is\n${privateTexts(actor, where).join('\n')}`;
      return waitFor(world, look, { timeoutMs: patience.waitMs, explain });
    },
  };
}
