/** B8: what is installed, from the lockfile alone. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Finding, Probe } from '../probe.ts';

export const dependencies: Probe[] = [
  { row: 'B8', name: 'the lockfile and what is installed from it', stores: 'none', run: locked },
];

/** Versions into which somebody had put a trojan. */
const trojaned: Record<string, string[]> = { keyv: ['6.0.0'], axios: ['1.14.1', '0.30.4'] };
/** Those that run something when they are installed: the pinned Node of the npm scripts, which production does not install. */
const mayInstall = ['node'];

const packageSchema = z.object({
  version: z.string(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  license: z.string().optional(),
  hasInstallScript: z.boolean().default(false),
  dev: z.boolean().default(false),
});
const lockSchema = z.object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), z.unknown()) });
const rangesSchema = z.record(z.string(), z.string());
const manifestSchema = z.object({ dependencies: rangesSchema, devDependencies: rangesSchema });

type Package = z.infer<typeof packageSchema> & { path: string; name: string };

async function locked(): Promise<Finding> {
  const all = packagesIn('package-lock.json');
  const complaints = [...all.flatMap(complaintsOf), ...notExact(all), ...notInstalled(all)];
  const scripts = all.filter(({ hasInstallScript }) => hasInstallScript);
  const inProduction = scripts.filter(({ dev }) => !dev).length;
  return {
    isPassed: complaints.length === 0 && inProduction === 0,
    figures: `${all.length} packages, each with sha512, licence and no registry of its own; ${scripts.length} install script (${scripts.map(({ name }) => name)}), ${inProduction} in production; none trojaned${complaints.map((text) => `; ${text}`).join('')}`,
  };
}

function packagesIn(file: string): Package[] {
  const { packages } = lockSchema.parse(read(file));
  const { '': _root, ...rest } = packages;
  return Object.entries(rest).map(([path, one]) => ({
    ...packageSchema.parse(one),
    path,
    name: path.replace(/^.*node_modules\//, ''),
  }));
}

function complaintsOf({ name, version, integrity, resolved, license, hasInstallScript }: Package): string[] {
  const wrong = {
    'has no sha512': !integrity?.startsWith('sha512-'),
    'names a registry': resolved !== undefined,
    'has no licence': !license || /^(UNLICENSED|SEE LICENSE)/.test(license),
    'runs a script when installed': hasInstallScript && !mayInstall.includes(name),
    'is trojaned': trojaned[name]?.includes(version) ?? false,
  };
  return Object.entries(wrong).flatMap(([what, isSo]) => (isSo ? [`${name} ${version} ${what}`] : []));
}

/** A range would let another version in without a change here. */
function notExact(all: Package[]): string[] {
  const { dependencies: used, devDependencies: others } = manifestSchema.parse(read('package.json'));
  return Object.entries({ ...used, ...others }).flatMap(([name, range]) =>
    all.some(({ path, version }) => path === `node_modules/${name}` && version === range)
      ? []
      : [`package.json wants ${name} ${range}, which is not what is locked`],
  );
}

function notInstalled(all: Package[]): string[] {
  return all.flatMap(({ path, name, version }) => {
    const manifest = `${path}/package.json`;
    // Binaries for other systems are locked and not installed.
    if (!existsSync(at(manifest))) return [];
    const installed = z.object({ version: z.string() }).parse(read(manifest)).version;
    return installed === version ? [] : [`${name} ${installed} is installed instead of ${version}`];
  });
}

function at(path: string): URL {
  return new URL(`../../${path}`, import.meta.url);
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(at(path), 'utf8'));
}
