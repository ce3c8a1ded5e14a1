import type { ReactNode } from "react";
import { Link } from "wouter";
import { buttonClass } from "./button.tsx";

/** Goes to another screen and looks like a button: for what stands among a screen's actions. */
export const LinkButton = ({ href, children }: { readonly href: string; readonly children: ReactNode }): ReactNode => (
  <Link href={href} className={buttonClass.secondary}>
    {children}
  </Link>
);
