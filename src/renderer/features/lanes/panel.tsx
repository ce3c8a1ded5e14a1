import type { ReactNode } from "react";

export const Panel = ({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode => (
  <section aria-label={title} className="flex min-w-0 flex-col gap-2 rounded-lg border border-line bg-surface-2 p-4">
    <h2 className="text-base font-semibold">{title}</h2>
    {children}
  </section>
);

export const EmptyWords = ({ children }: { readonly children: ReactNode }): ReactNode => <p className="text-sm text-ink-2">{children}</p>;
