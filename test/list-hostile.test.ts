import { expect, test } from 'vitest';
import { hostileLists } from '../bench/list-hostile.ts';
import { readPacked } from '../src/list/read.ts';
import { listLimits } from '../src/list/result.ts';

test.each(hostileLists)(
  '$name',
  ({ make, expected }) => {
    const bytes = make();
    expect(bytes.length).toBeLessThanOrEqual(listLimits.maxBytes);
    const result = readPacked(bytes, { kind: 'parent' });
    if (result.type === 'fault') expect(result.fault).toBe(expected);
    else {
      const { ids, repeated, malformed, willSend } = result.arithmetic;
      expect(ids).toBe(expected);
      expect(willSend).toBe(ids - repeated - malformed);
      expect(result.malformed.length).toBeLessThanOrEqual(listLimits.maxMalformedKept);
    }
  },
  60_000,
);
