import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface TcpProxy {
  readonly url: string;
  /** Connections that exist now live on, but nothing passes through them any more: as after a sleep. */
  freeze(): void;
  connections(): number;
  stop(): Promise<void>;
}

/** Passes bytes to a server on 127.0.0.1. */
export const startTcpProxy = async (target: string): Promise<TcpProxy> => {
  const port = Number(new URL(target).port);
  const sockets = new Set<Socket>();
  const passing = new Set<() => void>();
  let opened = 0;
  const server = createServer((near) => {
    opened += 1;
    const far = connect(port, "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
    passing.add(() => {
      near.unpipe(far);
      far.unpipe(near);
      near.resume();
      far.resume();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    freeze: () => {
      for (const end of passing) end();
      passing.clear();
    },
    connections: () => opened,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
