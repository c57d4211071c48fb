/** What is wrong with a piece of Block Kit, in Slack's own words: `must be less than 25 characters [json-pointer:/view/title/text]`. */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

export function at(pointer: string, problem: string): string {
  return `${problem} [json-pointer:${pointer}]`;
}

function pointerOf(path: readonly PropertyKey[], base: string): string {
  return [base, ...path.map(String)].join('/');
}

function sizeProblem(issue: Issue & { code: 'too_big' | 'too_small' }): string {
  const limit = Number(issue.code === 'too_big' ? issue.maximum : issue.minimum);
  const big = issue.code === 'too_big';
  if (issue.origin === 'string')
    return big ? `must be less than ${limit + 1} characters` : `must be more than ${limit - 1} characters`;
  if (issue.origin === 'array')
    return big ? `no more than ${limit} items allowed` : `must provide at least ${limit} items`;
  return big ? `must be at most ${limit}` : `must be at least ${limit}`;
}

function problemsOf(issue: Issue, base: string): string[] {
  const pointer = pointerOf(issue.path, base);
  const field = String(issue.path.at(-1) ?? '');
  switch (issue.code) {
    case 'too_big':
    case 'too_small':
      return [at(pointer, sizeProblem(issue))];
    case 'unrecognized_keys':
      return issue.keys.map((key) => at(pointer, `invalid additional property: ${key}`));
    case 'invalid_type':
    case 'invalid_value':
    case 'invalid_union':
      if (issue.input === undefined)
        return [at(pointerOf(issue.path.slice(0, -1), base), `missing required field: ${field}`)];
      if (issue.code === 'invalid_type') return [at(pointer, `must provide ${article(issue.expected)}`)];
      if (field === 'type') return [at(pointer, `unsupported type: ${String(typeOf(issue.input))}`)];
      return [at(pointer, 'failed to match all allowed schemas')];
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
      return [at(pointer, 'failed to match schema')];
    case 'custom':
      return [at(pointer, issue.message)];
  }
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

function typeOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'type' in input ? input.type : input;
}

/** Slack's checks as a zod schema: the parsed value with defaults filled in, or the lines that say what is wrong. */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  json: unknown,
  base: string,
): { value: z.output<Schema> } | { problems: string[] } {
  const parsed = schema.safeParse(json, { reportInput: true });
  if (parsed.success) return { value: parsed.data };
  return { problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, base)) };
}
