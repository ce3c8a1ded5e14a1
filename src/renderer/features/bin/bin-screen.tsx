import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { Page } from "../../ui/page.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { BinList } from "./bin-list.tsx";
import { HistoryList } from "./history-list.tsx";

type Section = "bin" | "history";

/** Where one finds again what one lost: the bin, and every change with its undo. */
export const BinScreen = ({ weddingId, section }: { readonly weddingId: string; readonly section: Section }): ReactNode => {
  const [, navigate] = useLocation();
  return (
    <Page
      title="Bin and history"
      subtitle="Removed guests stay in the bin for 30 days. Changes made on this computer can be undone, also after a restart."
      back={{ href: "/guests", label: "Guests" }}
    >
      <Tabs
        label="Bin and history"
        items={[
          { id: "bin", label: "Bin" },
          { id: "history", label: "History" },
        ]}
        value={section}
        onChange={(next) => navigate(`/guests/${next}`)}
      >
        {section === "bin" ? <BinList weddingId={weddingId} /> : <HistoryList weddingId={weddingId} />}
      </Tabs>
    </Page>
  );
};
