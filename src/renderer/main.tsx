import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { connectBridge } from "./bridge/index.ts";
import { BridgeProvider, connectionOf } from "./state/bridge-context.tsx";
import { EmptyState } from "./ui/empty-state.tsx";
import "./styles/app.css";

const root = createRoot(document.querySelector("#root") ?? document.body);
try {
  const connection = connectionOf(await connectBridge());
  root.render(
    <StrictMode>
      <BridgeProvider connection={connection}>
        <App />
      </BridgeProvider>
    </StrictMode>,
  );
} catch {
  root.render(<EmptyState sentence="Usher did not answer. Start it again, then reload this page." />);
}
