/** The few signs on buttons, drawn as lines; what the button does is in its label. */

const paths = {
  close: 'M5 5l10 10M15 5L5 15',
  back: 'M16 10H4M9 5l-5 5 5 5',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  list: 'M3.5 5.5h13M3.5 10h13M3.5 14.5h13',
  reply: 'M3.5 4.5h13v9h-7l-3.5 3v-3H3.5z',
  add: 'M10 4v12M4 10h12',
  bolt: 'M11 3L5 11h4l-1 6 6-8h-4z',
  file: 'M13.5 6.5l-6 6a1.8 1.8 0 002.5 2.5l6-6a3.5 3.5 0 00-5-5l-6 6a5.2 5.2 0 007.4 7.4l4.6-4.6',
  down: 'M10 4v9M6 9.5l4 4 4-4M4.5 16.5h11',
  eye: 'M2.5 10S5.5 5 10 5s7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5zM10 8a2 2 0 100 4 2 2 0 000-4z',
  lock: 'M5 9h10v7.5H5zM7 9V6.5a3 3 0 016 0V9',
  archive: 'M3.5 4h13v3.5h-13zM4.5 7.5v8.5h11V7.5M8 10.5h4',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon-lines icon-${name}`} viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
