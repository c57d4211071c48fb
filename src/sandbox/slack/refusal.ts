/** Business errors, as Slack answers them: HTTP 200 with `ok: false`. */

export type Refusal = {
  ok: false;
  error: string;
  errors?: string[];
  response_metadata?: { messages: string[] };
  needed?: string;
  provided?: string;
};

/** @param problems Slack's detail lines, without the `[ERROR]` mark. */
export function refuse(error: string, problems: string[] = []): Refusal {
  if (problems.length === 0) return { ok: false, error };
  return {
    ok: false,
    error,
    errors: problems,
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'ok' in value && value.ok === false;
}
