/** What WeCom received, and how it misbehaves. */
import type { PageLocale } from '../../contract.ts';

export function WecomSide({ locale }: { locale: PageLocale }) {
  return <section lang={locale}>WeCom</section>;
}
