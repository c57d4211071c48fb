/** Trigger ids: 3 seconds, one use. Source: docs.slack.dev/interactivity/handling-user-interaction. */
import { type Refusal, refuse } from './refusal.ts';
import { newId, type World } from './world.ts';

export type Trigger = { userId: string; at: number; used: boolean };

export function newTrigger(world: World, userId: string): string {
  const id = `${newId(world, '')}.${world.workspace.teamId}`;
  world.triggers.set(id, { userId, at: world.clock.now(), used: false });
  return id;
}

/** Uses the trigger up. */
export function exchangeTrigger(world: World, id: unknown): Trigger | Refusal {
  const trigger = world.triggers.get(String(id));
  if (!trigger) return refuse('invalid_trigger_id');
  if (trigger.used) return refuse('exchanged_trigger_id');
  if (world.clock.now() - trigger.at > world.answerWithinMs) return refuse('expired_trigger_id');
  trigger.used = true;
  return trigger;
}
