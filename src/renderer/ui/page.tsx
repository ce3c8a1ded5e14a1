import type { ReactNode } from "react";
import { Link } from "wouter";
import { ArrowLeft } from "./icons.ts";

export interface PageProps {
  readonly title: ReactNode;
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  /** Route to go back to, without `#`. */
  readonly back?: { readonly href: string; readonly label: string };
  readonly children?: ReactNode;
  /** The content fills the height and scrolls by itself (grids). */
  readonly fill?: boolean;
}

export const Page = ({ title, subtitle, actions, back, children, fill = false }: PageProps): ReactNode => (
  <div className={fill ? "flex h-full min-h-0 flex-col" : "mx-auto flex max-w-6xl flex-col print:max-w-none"}>
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2 px-6 pt-5 pb-3 print:px-0 print:pt-0">
      <div className="min-w-0">
        {back === undefined ? null : (
          <Link href={back.href} className="print:hidden mb-1 inline-flex min-h-6 items-center gap-1 text-sm text-ink-2 hover:text-ink">
            <ArrowLeft aria-hidden className="size-4 rtl:rotate-180" />
            {back.label}
          </Link>
        )}
        <h1 className="font-display text-2xl leading-tight">{title}</h1>
        {subtitle === undefined ? null : <p className="mt-0.5 text-sm text-ink-2">{subtitle}</p>}
      </div>
      <div className="flex flex-wrap items-center gap-2">{actions}</div>
    </header>
    <div className={fill ? "flex min-h-0 flex-1 flex-col" : "flex flex-col gap-5 px-6 pb-8 print:block print:space-y-5 print:p-0"}>
      {children}
    </div>
  </div>
);
