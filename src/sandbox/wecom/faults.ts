/** The rules in force, and what they do to one call. */

import type { Clock } from '../../clock.ts';
import { chance } from '../chance.ts';
import type { Call } from './calls.ts';
import {
  type EarlyFault,
  type FaultRule,
  isEarly,
  isWait,
  type LateFault,
  type ParsedRule,
  ruleSchema,
  type WaitFault,
  type When,
} from './fault-rules.ts';

type ActiveRule = ParsedRule & {
  id: number;
  when: When | null;
  hits: number;
  until: number;
  arrived: PromiseWithResolvers<void>;
  gate: PromiseWithResolvers<void>;
};

/** What to do with one call: wait for all of `waits`, then `final`, or answer as usual. */
export type Plan = { waits: { fault: WaitFault; released: Promise<void> }[]; final: LateFault | null };

/** A rule in force. `arrived` resolves at its first hit; `release` lets held calls go on, later ones too. */
export type RuleHandle = {
  id: number;
  arrived: Promise<void>;
  hits(): number;
  /** It applies to no further call. */
  isOver(): boolean;
  release(): void;
  remove(): void;
};

/** Rules are tried in the order they were added. */
export class FaultBook {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #known = new Map<number, ActiveRule>();
  #active: ActiveRule[] = [];

  constructor(clock: Clock, seed: number) {
    this.#clock = clock;
    this.#random = chance(seed);
  }

  add(input: FaultRule, when: When | null = null): RuleHandle {
    const parsed = ruleSchema.parse(input);
    const id = this.#known.size + 1;
    const [arrived, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const rule: ActiveRule = { ...parsed, id, when, hits: 0, until: Number.POSITIVE_INFINITY, arrived, gate };
    this.#active.push(rule);
    this.#known.set(id, rule);
    return this.#handleOf(rule);
  }

  /** Also of a rule that is over or removed, for its count of hits. */
  handle(id: number): RuleHandle | null {
    const rule = this.#known.get(id);
    return rule ? this.#handleOf(rule) : null;
  }

  isQuiet(): boolean {
    return this.#active.every((rule) => this.#isOver(rule));
  }

  clear() {
    for (const rule of this.#active) this.#remove(rule);
  }

  early(call: Call): EarlyFault | null {
    for (const rule of this.#active) {
      if (isEarly(rule.fault) && this.#strikes(rule, call)) return rule.fault;
    }
    return null;
  }

  late(call: Call): Plan {
    const waits: Plan['waits'] = [];
    for (const rule of this.#active) {
      const { fault } = rule;
      if (isEarly(fault) || !this.#strikes(rule, call)) continue;
      if (!isWait(fault)) return { waits, final: fault };
      waits.push({ fault, released: fault.type === 'hold' ? rule.gate.promise : this.#clock.sleep(fault.ms) });
    }
    return { waits, final: null };
  }

  #isOver(rule: ActiveRule): boolean {
    const most = rule.times === undefined ? (rule.forMs === undefined ? 1 : null) : rule.times;
    return (most !== null && rule.hits >= most) || this.#clock.now() >= rule.until;
  }

  /** Whether this rule applies to this call; counts it if so. */
  #strikes(rule: ActiveRule, call: Call): boolean {
    if (this.#isOver(rule) || !matches(rule, call)) return false;
    if (rule.skip > 0) {
      rule.skip--;
      return false;
    }
    if (rule.rate < 1 && this.#random() >= rule.rate) return false;
    if (rule.hits === 0 && rule.forMs !== undefined) rule.until = this.#clock.now() + rule.forMs;
    rule.hits++;
    rule.arrived.resolve();
    return true;
  }

  #remove(rule: ActiveRule) {
    this.#active = this.#active.filter((other) => other !== rule);
    rule.gate.resolve();
  }

  #handleOf(rule: ActiveRule): RuleHandle {
    return {
      id: rule.id,
      arrived: rule.arrived.promise,
      hits: () => rule.hits,
      isOver: () => this.#isOver(rule),
      release: () => rule.gate.resolve(),
      remove: () => this.#remove(rule),
    };
  }
}

function matches(rule: ActiveRule, call: Call): boolean {
  if (rule.api !== undefined && rule.api !== call.api) return false;
  if (rule.naming !== undefined && !isNamed(rule.naming, call.body.toString())) return false;
  return rule.when === null || rule.when(call);
}

/** As a JSON string of its own, or as one of several joined by `|`. */
function isNamed(id: string, body: string): boolean {
  const quoted = JSON.stringify(id).slice(1, -1);
  return ['"', '|'].some((before) => ['"', '|'].some((after) => body.includes(before + quoted + after)));
}
