/** What people do, and how worlds end together. */
import type { Person } from '../../src/sandbox/slack/person.ts';
import { channel, type Notice, reviewed, wang } from '../../test/story-kit.ts';
import type { World } from './world.ts';

const mostTries = 10;

/** From the command to the parent message. */
export async function sendNotice({ slack }: World, notice: Notice & { title: string }): Promise<void> {
  const teacher = slack.person(wang);
  await reviewed(teacher, notice);
  await sendOff(teacher);
  await slack.waitForMessage(notice.title, { channel });
}

/** Where Slack says that it had trouble connecting, the teacher tries again. */
export async function sendOff(teacher: Person): Promise<void> {
  for (let tries = 0; tries < mostTries && teacher.modal() !== null; tries += 1) await teacher.submit();
  await teacher.waitForNoModal();
}

/** Waits for all of them, also when one has failed: its place must not be cleared away under the others. */
export async function together<T>(worlds: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(worlds);
  return Promise.all(worlds);
}
