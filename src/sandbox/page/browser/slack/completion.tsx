/** Slash commands as they are typed. */
import type { SlackState } from '../../contract.ts';
import { useSession } from './session.ts';

export type Command = SlackState['commands'][number];

/** Those that may still be meant; none once a blank follows. */
export function commandsFor(commands: Command[], text: string): Command[] {
  if (!/^\/\S*$/.test(text)) return [];
  const typed = text.slice(1).toLowerCase();
  return commands.filter(({ command }) => command.slice(1).includes(typed));
}

/** `name` is null for what is no command. */
export function splitCommand(text: string): { name: string | null; rest: string } {
  const [, name = null, rest = ''] = /^(\/[^\s/]+)\s*([\s\S]*)$/.exec(text) ?? [];
  return { name, rest };
}

type CompletionProps = { id: string; commands: Command[]; active: number; pick(command: Command): void };

export function Completion({ id, commands, active, pick }: CompletionProps) {
  const { words } = useSession();
  return (
    <div class="popover completion" role="listbox" id={`${id}-commands`} aria-label={words.composer.commands}>
      {commands.map((command, index) => (
        <div
          key={command.command}
          id={`${id}-command-${index}`}
          role="option"
          tabIndex={-1}
          class={index === active ? 'choice is-active' : 'choice'}
          aria-selected={index === active}
          onMouseDown={(event) => {
            event.preventDefault();
            pick(command);
          }}
        >
          <span class="command-name">
            {command.command} <span class="muted">{command.usageHint}</span>
          </span>
          <span class="choice-description">{command.description}</span>
        </div>
      ))}
    </div>
  );
}
