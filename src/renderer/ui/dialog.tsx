import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";

export interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children?: ReactNode;
  /** Buttons of the foot, the primary one last. */
  readonly actions?: ReactNode;
}

export const Dialog = ({ title, isOpen, onClose, children, actions }: DialogProps): ReactNode => (
  <ModalOverlay
    isOpen={isOpen}
    onOpenChange={(open) => {
      if (!open) onClose();
    }}
    isDismissable
    className="fixed inset-0 z-40 grid grid-rows-[minmax(0,1fr)] place-items-center bg-black/40 p-4"
  >
    <Modal className="flex max-h-full w-full max-w-lg flex-col rounded-xl border border-line bg-surface-2 shadow-2xl">
      <AriaDialog className="flex min-h-0 flex-col outline-none">
        <Heading slot="title" className="px-5 pt-4 pb-2 font-display text-xl">
          {title}
        </Heading>
        <div className="flex min-h-0 flex-col gap-3 overflow-auto px-5 py-2">{children}</div>
        {actions === undefined ? null : <div className="flex flex-wrap justify-end gap-2 px-5 pt-2 pb-4">{actions}</div>}
      </AriaDialog>
    </Modal>
  </ModalOverlay>
);
