/** The page's code and style, bundled from `browser/` when the sandbox starts and kept in memory. */
import { fileURLToPath } from 'node:url';

export type Bundle = { script: string; style: string };

const folder = fileURLToPath(new URL('./browser/', import.meta.url));

/** Vite is loaded here and nowhere else: the bot's own installation is without it. */
export async function bundlePage(): Promise<Bundle> {
  const { build } = await import('vite');
  const built = await build({
    ...{ root: folder, configFile: false, envFile: false, publicDir: false, logLevel: 'error' },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { write: false, cssCodeSplit: false, rolldownOptions: { input: `${folder}main.tsx` } },
  });
  if (!('output' in built)) throw new Error('one bundle was expected');
  const style = built.output.flatMap((file) =>
    file.type === 'asset' && file.fileName.endsWith('.css') ? [String(file.source)] : [],
  );
  const scripts = built.output.flatMap((file) => (file.type === 'chunk' ? [file.code] : []));
  if (scripts.length !== 1) throw new Error(`one script was expected, there are ${scripts.length}`);
  return { script: scripts.join(''), style: style.join('') };
}
