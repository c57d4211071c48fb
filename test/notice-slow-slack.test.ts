import { expect, test } from 'vitest';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { channel, movableClock, sharedRehearsal, wang } from './story-kit.ts';

const { compose, tooSlow } = wordsFor('zh').forms.notice;

describeOnEachStore('a Slack that does not answer', (newPlace) => {
  const clock = movableClock();
  const school = sharedRehearsal(newPlace, { clock });

  test('when the form is to be opened: she is told while it is still silent, not after the ten seconds of other calls', async () => {
    const { slack } = school();
    const teacher = slack.person(wang);
    slack.delayNext('views.open', 3_600_000);
    await teacher.command('/school-notice', { channel });
    await teacher.waitForPrivate(tooSlow, { channel });
    expect(teacher.modal()).toBeNull();
    await clock.untilSleeping(3_600_000);
    clock.advance(3_600_000);

    await teacher.command('/school-notice', { channel });
    await teacher.waitForModal((modal) => compose.title in modal.values);
    expect(slack.faults).toEqual([]);
  });
});
