/** A square with the first letter of a name, always of the same colour. */

const tones = 6;

export function Avatar({ id, name, isBot }: { id: string; name: string; isBot: boolean }) {
  const tone = [...id].reduce((sum, character) => sum + character.charCodeAt(0), 0) % tones;
  return (
    <span class={isBot ? 'avatar is-bot' : `avatar tone-${tone}`} aria-hidden="true">
      {isBot ? '🤖' : [...name][0]}
    </span>
  );
}
