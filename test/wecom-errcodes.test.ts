import { expect, test } from 'vitest';
import {
  adviceFor,
  isAllInvalid,
  isSuiteTokenDead,
  isTicketRefused,
  isTokenDead,
  knownErrcodes,
} from '../src/wecom/errcodes.ts';

test.each([
  [-1, 'busy'],
  [6000, 'busy'],
  [45033, 'slowDown'],
  [45009, 'throttled'],
  [40007, 'upload'],
  ...[40003, 40032, 40058, 40066, 40068, 60003, 60011, 60111, 60123, 81013, 82001, 82002].map((code) => [
    code,
    'recipients',
  ]),
  ...[40001, 40013, 40014, 42001, 41001, 40091, 60020, 301002, 48002, 50003, 60205, 90207].map((code) => [
    code,
    'stop',
  ]),
  ...[12345, 45011, 0.5, Number.NaN].map((code) => [code, 'stop']),
])('%d asks us to: %s', (errcode, advice) => {
  expect(adviceFor(Number(errcode))).toBe(advice);
});

test('only a dead token is worth a fresh one; 40001 is a wrong secret', () => {
  expect([40014, 42001, 41001, 40001, 42009, 0].filter(isTokenDead)).toEqual([40014, 42001, 41001]);
  const ofSuites = [40082, 42009, 40014, 42001, 40080, 40083, 40084, 40085, 41023];
  expect(ofSuites.filter(isSuiteTokenDead)).toEqual([40082, 42009, 40014, 42001]);
  expect(ofSuites.filter(isTicketRefused)).toEqual([40085, 41023]);
  expect([81013, 82001].filter(isAllInvalid)).toEqual([81013]);
});

test('no errcode is listed twice or taken for success', () => {
  expect(new Set(knownErrcodes).size).toBe(knownErrcodes.length);
  expect(knownErrcodes).not.toContain(0);
});
