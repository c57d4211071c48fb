/** What the fields of one modal can do. */
import type { PageView } from '../../contract.ts';
import type { Hands, Place } from '../blocks/surroundings.ts';
import type { Session } from './session.ts';

export function formHands({ buffer, act, upload }: Session, view: PageView): Hands {
  const viewId = view.id;
  const ref = (place: Place) => ({ viewId, ...place });
  return {
    async press(place, optionValue) {
      await buffer.flush();
      await act({ act: 'press', ...ref(place), ...(optionValue !== undefined && { optionValue }) });
    },
    form: {
      entry: (place) => buffer.get(ref(place)) ?? view.entries[place.blockId]?.[place.actionId],
      error: (blockId) => view.errors[blockId],
      type: (place, entry, afterMs) => buffer.type(ref(place), entry, afterMs),
      pick: (place, entry) => buffer.pick(ref(place), entry),
      upload,
      async suggest(place, typed) {
        const answer = await act({ act: 'suggest', ...ref(place), typed });
        return answer.ok ? (answer.options ?? []) : [];
      },
      async setFiles(place, fileIds) {
        await buffer.flush();
        await act({ act: 'changeFiles', ...ref(place), fileIds });
      },
    },
  };
}
