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
import { findUser, nameOf, type World } from './world.ts';

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

function hands(actor: Actor) {
  return {
    command: (name: string, typed: Where & { text?: string }) => command(actor, name, typed),
    fill: (label: string, value: string) => fill(actor, label, value),
    choose: (label: string, option: string) => choose(actor, label, option),
    check: (label: string, option: string) => choose(actor, label, option),
    uncheck: (label: string, option: string) => uncheck(actor, label, option),
    upload: (label: string, file: Upload) => upload(actor, label, file),
    clear: (label: string) => clearField(actor, label),
    press: (label: string) => press(actor, label),
    submit: () => submit(actor),
    close: () => close(actor),
    closeAll: () => closeAll(actor),
    click: (label: string, where: Where & { ts?: string }) => click(actor, label, where),
    shortcut: (callbackId: string, where?: Where & { ts: string }) => shortcut(actor, callbackId, where),
    say: (text: string, where: Where & { threadTs?: string; files?: Upload[] }) => say(actor, text, where),
  };
}

function eyes(actor: Actor, waitMs: number) {
  const { world, userId } = actor;
  const modal = () => shownModal(world, userId);
  const seen = () => `${nameOf(world, userId)} sees\n${modalText(world, userId)}`;
  const wait = <T>(look: () => T | null | undefined, explain: () => string) =>
    waitFor(world, look, { timeoutMs: waitMs, explain });
  return {
    modal,
    privateTexts: (where?: Where) => privateTexts(actor, where),
    waitForModal(match: Match<Modal>) {
      const look = () => {
        const shown = modal();
        return shown && matches(match, shown, shown.title) ? shown : null;
      };
      return wait(look, () => `no modal ${String(match)} came; ${seen()}`);
    },
    waitForNoModal: () =>
      wait(
        () => (topView(actor) ? null : (true as const)),
        () => `a modal stays; ${seen()}`,
      ),
    waitForPrivate(match: Match<string>, where?: Where) {
      const look = () => privateTexts(actor, where).findLast((text) => matches(match, text, text));
      return wait(
        look,
        () => `no private message ${String(match)}; there is\n${privateTexts(actor, where).join('\n')}`,
      );
    },
  };
}

/** @param who.patience How long this person waits for what must come, and looks for what should be there; real milliseconds. */
export function createPerson(
  world: World,
  link: BotLink,
  who: { userId: string; patience: { waitMs: number; lookMs: number } },
): Person {
  const { userId, patience } = who;
  if (!findUser(world, userId)) throw new Error(`nobody here is ${userId}`);
  const actor: Actor = { world, link, userId, lookMs: patience.lookMs };
  return { id: userId, name: nameOf(world, userId), ...hands(actor), ...eyes(actor, patience.waitMs) };
}
