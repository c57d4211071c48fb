/** Faults on demand: what the Web API does wrong next. */
import type { ApiCall } from './world.ts';

/** One planned misbehaviour of one method; used up after `times` calls. */
export type Plan =
  | { kind: 'rateLimit'; retryAfterSeconds: number; times: number }
  | { kind: 'fail'; error: string; times: number }
  | { kind: 'loseAnswer'; times: number }
  | { kind: 'delay'; ms: number; times: number }
  | { kind: 'noAnswer'; when: When; carriedOut: boolean; arrived: () => void; times: number };

/** Which calls of the method are meant. */
export type When = (fields: Record<string, unknown>) => boolean;

export type Plans = Map<string, Plan[]>;

export function addPlan(plans: Plans, method: string, plan: Plan): void {
  plans.set(method, [...(plans.get(method) ?? []), plan]);
}

/** The next plan of this kind for this call, counted down. */
export function takePlan<Kind extends Plan['kind']>(
  plans: Plans,
  { method, fields }: Pick<ApiCall, 'method' | 'fields'>,
  kind: Kind,
): Extract<Plan, { kind: Kind }> | null {
  const isWanted = (plan: Plan): plan is Extract<Plan, { kind: Kind }> =>
    plan.kind === kind && plan.times > 0 && (plan.kind !== 'noAnswer' || plan.when(fields));
  const plan = plans.get(method)?.find(isWanted) ?? null;
  if (plan) plan.times -= 1;
  return plan;
}
