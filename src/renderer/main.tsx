import { createRoot } from "react-dom/client";
import { connectBridge } from "./bridge/index.ts";

const root = createRoot(document.querySelector("#root") ?? document.body);
root.render(<h1>Usher</h1>);
const bridge = await connectBridge();
const info = await bridge.client.app.info();
root.render(
  <main>
    <h1>Usher</h1>
    <p data-testid="info">{`${info.version} ${info.host}`}</p>
  </main>,
);
