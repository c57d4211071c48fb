import { addArithmetic, type RecipientKind } from '../audience.ts';
import { gatherColumn } from './gather.ts';
import { type ListResult, unpackResult } from './result.ts';
import { normalise, unitsOf } from './units.ts';

export type Box = { kind: RecipientKind; text: string };

/** Reads the form's boxes, one a kind; a Slack box holds 3,000 characters, so this is quick. Lines are those of each box. */
export function readTyped(boxes: readonly Box[]): ListResult {
  return boxes.map(readBox).reduce(joined, { type: 'fault', fault: 'empty', detail: 'no box' });
}

function readBox({ kind, text }: Box): ListResult {
  return unpackResult(gatherColumn(normalise(unitsOf(text)), kind));
}

/** Empty boxes say nothing, neither do their lines count. */
function joined(a: ListResult, b: ListResult): ListResult {
  if (a.type === 'fault') return b;
  if (b.type === 'fault') return a;
  return {
    ...a,
    lists: [...a.lists, ...b.lists],
    arithmetic: addArithmetic(a.arithmetic, b.arithmetic),
    malformed: [...a.malformed, ...b.malformed],
    phones: a.phones + b.phones,
  };
}
