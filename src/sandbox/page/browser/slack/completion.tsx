/** Slash commands as they are typed. */
import { useId, useState } from 'preact/hooks';
import type { SlackState } from '../../contract.ts';
import { nextIndex } from '../blocks/menu.tsx';
import { useSession } from './session.ts';

type Command = SlackState['commands'][number];

/** Those that may still be meant; none once a blank follows. */
function commandsFor(commands: Command[], text: string): Command[] {
  if (!/^\/\S*$/.test(text)) return [];
  const typed = text.slice(1).toLowerCase();
  return commands.filter(({ command }) => command.slice(1).includes(typed));
}

/** `name` is null for what is no command. */
export function splitCommand(text: string): { name: string | null; rest: string } {
  const [, name = null, rest = ''] = /^(\/[^\s/]+)\s*([\s\S]*)$/.exec(text) ?? [];
  return { name, rest };
}

export function useCompletion(text: string, type: (text: string) => void) {
  const { state } = useSession();
  const [{ index, of }, setActive] = useState({ index: 0, of: '' });
  const [shutAt, setShutAt] = useState<string | null>(null);
  const id = useId();
  const commands = shutAt === text ? [] : commandsFor(state.commands, text);
  // Another text, another list.
  const active = of === text ? index : 0;
  const pick = (command: Command | undefined) => command && type(`${command.command} `);
  /** True when the key was for the list. */
  const takes = ({ key }: KeyboardEvent): boolean => {
    if (commands.length === 0) return false;
    const next = nextIndex(key, active, commands.length);
    const isWhole = commands.some(({ command }) => command === text.trim());
    if (next !== null) setActive({ index: next, of: text });
    else if (key === 'Escape') setShutAt(text);
    else if (key === 'Tab' || (key === 'Enter' && !isWhole)) pick(commands[active]);
    else return false;
    return true;
  };
  const controls = {
    'aria-autocomplete': 'list',
    'aria-controls': `${id}-commands`,
    'aria-activedescendant': commands[active] && `${id}-command-${active}`,
  } as const;
  return { id, commands, active, pick, takes, controls };
}

type CompletionProps = Pick<ReturnType<typeof useCompletion>, 'id' | 'commands' | 'active' | 'pick'>;

export function Completion({ id, commands, active, pick }: CompletionProps) {
  const { words } = useSession();
  if (commands.length === 0) return null;
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
          // The press, not the click: the text keeps its focus.
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
