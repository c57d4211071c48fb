/** How WeCom misbehaves, as switches: each is a rule of the judge's, and is off once that rule is spent or over. */
import type { Call } from '../wecom/calls.ts';
import type { FaultRule, When } from '../wecom/fault-rules.ts';
import type { RuleHandle } from '../wecom/faults.ts';
import type { SandboxWecom } from '../wecom/server.ts';
import type { WecomSwitches } from './contract.ts';

type Lasting = Exclude<keyof WecomSwitches, 'invalidIds' | 'tokenExpired'>;

const toSends: When = ({ api }: Call) => api === 'send' || api === 'message';

const rules: Record<Lasting, { rule: FaultRule; when: When | null }> = {
  throttled: { rule: { forMs: 60_000, fault: { type: 'errcode', errcode: 45009 } }, when: toSends },
  busy: { rule: { times: 2, fault: { type: 'errcode', errcode: -1 } }, when: toSends },
  slow: { rule: { times: null, fault: { type: 'slow', ms: 3000 } }, when: null },
  cutAnswer: { rule: { times: 1, fault: { type: 'cutBeforeAnswer' } }, when: toSends },
  allInvalid: { rule: { times: null, fault: { type: 'errcode', errcode: 81013 } }, when: toSends },
  ipNotAllowed: { rule: { times: null, fault: { type: 'errcode', errcode: 60020 } }, when: null },
};
const lasting = Object.keys(rules) as Lasting[];

export class Switches {
  readonly #wecom: SandboxWecom;
  readonly #handles = new Map<Lasting, RuleHandle>();
  #invalidIds: string[] = [];

  constructor(wecom: SandboxWecom) {
    this.#wecom = wecom;
  }

  state(): WecomSwitches {
    const on = Object.fromEntries(lasting.map((name) => [name, this.#isOn(name)])) as Record<Lasting, boolean>;
    return { invalidIds: this.#invalidIds, tokenExpired: false, ...on };
  }

  set(wanted: Partial<WecomSwitches>): void {
    if (wanted.invalidIds) this.#setInvalid(wanted.invalidIds);
    if (wanted.tokenExpired) this.#wecom.expireTokens({ as: 42001 });
    for (const name of lasting) if (wanted[name] !== undefined) this.#turn(name, wanted[name]);
  }

  #isOn(name: Lasting): boolean {
    return this.#handles.get(name)?.isOver() === false;
  }

  #turn(name: Lasting, on: boolean): void {
    this.#handles.get(name)?.remove();
    this.#handles.delete(name);
    if (on) this.#handles.set(name, this.#wecom.inject(rules[name].rule, rules[name].when));
  }

  #setInvalid(ids: string[]): void {
    this.#wecom.removeInvalid(this.#invalidIds);
    this.#invalidIds = ids.map((id) => id.trim()).filter((id) => id !== '');
    this.#wecom.addInvalid(this.#invalidIds);
  }
}
