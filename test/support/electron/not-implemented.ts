/** Members that the language itself looks for on any object. */
const silent = new Set<PropertyKey>(["then", "toJSON", "inspect", "constructor", "prototype", "nodeType", "$$typeof", "asymmetricMatch"]);

/** What is not modelled throws when it is touched, so that no test passes on an API that only seems to be there. */
export const modelled = <Part extends object>(name: string, part: Part): Part =>
  new Proxy(part, {
    get: (target, key, receiver) => {
      if (key in target || typeof key === "symbol" || silent.has(key)) return Reflect.get(target, key, receiver) as unknown;
      throw new Error(`electron stand-in: ${name}.${key} is not implemented`);
    },
  });

/** The same for an instance with private fields, which a proxy cannot reach: its methods are bound to the instance. */
export const modelledInstance = <Part extends object>(name: string, part: Part): Part =>
  new Proxy(modelled(name, part), {
    get: (_target, key) => {
      if (!(key in part) && typeof key !== "symbol" && !silent.has(key)) refuse(`${name}.${key}`);
      const value = Reflect.get(part, key) as unknown;
      return typeof value === "function" ? (value.bind(part) as unknown) : value;
    },
  });

export const refuse = (what: string): never => {
  throw new Error(`electron stand-in: ${what} is not implemented`);
};
