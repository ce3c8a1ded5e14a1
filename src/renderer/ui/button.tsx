import clsx from "clsx";
import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";

export interface ButtonProps extends Omit<AriaButtonProps, "className" | "style" | "children"> {
  readonly variant?: ButtonVariant;
  readonly children?: ReactNode;
}

const base =
  "inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md px-3 py-1 text-sm font-medium whitespace-nowrap transition-colors duration-100 disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0";

export const buttonClass: Record<ButtonVariant, string> = {
  primary: clsx(base, "bg-accent text-accent-ink hover:brightness-110 pressed:brightness-95"),
  secondary: clsx(base, "border border-edge/60 bg-surface-2 text-ink hover:bg-sunken pressed:bg-line"),
  quiet: clsx(base, "text-ink hover:bg-sunken pressed:bg-line"),
  danger: clsx(base, "border border-bad/50 bg-surface-2 text-bad hover:bg-bad/10 pressed:bg-bad/20"),
};

/** One primary per screen. An icon alone needs an `aria-label`. */
export const Button = ({ variant = "secondary", ...rest }: ButtonProps): ReactNode => (
  <AriaButton {...rest} className={buttonClass[variant]} />
);
