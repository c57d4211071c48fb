import { type types, webApi } from '@slack/bolt';

/**
 * Shows another view in an open modal. False when the person has closed it, or, with `hash`, has changed it meanwhile:
 * then there is nothing to show it on, or a newer update is under way.
 */
export async function showView(
  client: webApi.WebClient,
  { viewId, view, hash }: { viewId: string; view: types.ModalView; hash?: string },
): Promise<boolean> {
  try {
    await client.views.update({ view_id: viewId, view, ...(hash !== undefined && { hash }) });
    return true;
  } catch (cause) {
    if (cause instanceof webApi.WebAPIPlatformError && missed.has(cause.data.error)) return false;
    throw cause;
  }
}

const missed = new Set(['not_found', 'view_not_found', 'hash_conflict']);
