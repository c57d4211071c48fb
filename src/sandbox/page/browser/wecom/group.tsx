/** How ids are laid out. */
import type { ComponentChildren } from 'preact';
import { CopyAll } from './copy.tsx';

export function Group({ title, hint, children }: { title: string; hint?: string; children: ComponentChildren }) {
  return (
    <section class="wecom-group">
      <h3>{title}</h3>
      {hint !== undefined && <p class="wecom-note">{hint}</p>}
      {children}
    </section>
  );
}

/** A row of ids of one kind. */
export function Row({ title, all, children }: { title: string; all?: string[]; children: ComponentChildren }) {
  return (
    <div class="wecom-row">
      <h4>
        {title} {all && all.length > 1 && <CopyAll ids={all} />}
      </h4>
      <div class="wecom-chips">{children}</div>
    </div>
  );
}
