import type { EventEmitter } from "node:events";

/** Members that the language itself looks for on any object. */
const silent = new Set<PropertyKey>(["then", "toJSON", "inspect", "constructor", "prototype", "nodeType", "$$typeof", "asymmetricMatch"]);

export const refuse = (what: string): never => {
  throw new Error(`electron stand-in: ${what} is not implemented`);
};

/**
 * A part of Electron of which only some members are modelled. These must have Electron's own types, for `Real` comes from `electron.d.ts`; the
 * rest throws by its name when it is touched, so that no test passes on an API that only seems to be there. That is why the few may stand for
 * the whole. An emitter gives the part its `on`, `once`, `off` and `emit`.
 */
export const modelled =
  <Real extends object>(name: string) =>
  <Keys extends keyof Real>(part: Pick<Real, Keys>, emitter?: EventEmitter): Real =>
    guarded(name, emitter === undefined ? part : Object.assign(emitter, part)) as unknown as Real;

/** The same for a name that is a plain object to the outside, whatever is in it. */
export const guarded = <Part extends object>(name: string, part: Part): Part =>
  new Proxy(part, {
    get: (target, key, receiver) => {
      if (key in target || typeof key === "symbol" || silent.has(key)) return Reflect.get(target, key, receiver) as unknown;
      return refuse(`${name}.${key}`);
    },
  });

/** What is no name of Electron's, and what has a name but another type than Electron's: both must be empty. */
type Foreign<Mine, Real, Inner> = Exclude<keyof Mine, keyof Real | Inner>;
type Mistyped<Mine, Real> = {
  [Key in Exclude<keyof Mine & keyof Real, keyof EventEmitter | "prototype">]: Mine[Key] extends Real[Key] ? never : Key;
}[Exclude<keyof Mine & keyof Real, keyof EventEmitter | "prototype">];
type Class = abstract new (...args: never[]) => object;
type Lies<Mine extends Class, Real extends Class, Inner> =
  | Foreign<Mine, Real, Inner>
  | Mistyped<Mine, Real>
  | Foreign<InstanceType<Mine>, InstanceType<Real>, Inner>
  | Mistyped<InstanceType<Mine>, InstanceType<Real>>
  | (ConstructorParameters<Real> extends ConstructorParameters<Mine> ? never : "constructor");

/** Puts the names into the compiler's message. */
type Told<Names> = { readonly [Name in Names & string as `${Name} is not as in Electron`]: never };

const outsides = new WeakMap<object, object>();

/** What the app gets of an instance: its methods bound to it (a proxy cannot reach private fields), the rest refused. Always the same object. */
export const outside = <Real extends object>(name: string, instance: object, inner: readonly PropertyKey[] = []): Real => {
  const known = outsides.get(instance);
  if (known !== undefined) return known as Real;
  const made = new Proxy(instance, {
    get: (target, key) => {
      const isThere = key in target && !inner.includes(key);
      if (!isThere && typeof key !== "symbol" && !silent.has(key)) refuse(`${name}.${key}`);
      const value = Reflect.get(target, key) as unknown;
      return typeof value === "function" && key !== "constructor" ? (value.bind(target) as unknown) : value;
    },
  });
  outsides.set(instance, made);
  return made as Real;
};

/**
 * A class of Electron's of which only some members are modelled, under the same conditions. `inner` are members for the stand-in's own files:
 * the app does not see them. A lie about Electron's types does not compile; the error then names the member.
 */
export const modelledClass =
  <Real extends Class>(name: string) =>
  <Mine extends Class, const Inner extends string = never>(
    made: [Lies<Mine, Real, Inner>] extends [never] ? Mine : Told<Lies<Mine, Real, Inner>>,
    inner: readonly Inner[] = [],
  ): Real =>
    new Proxy(made as unknown as new (...args: unknown[]) => object, {
      construct: (target, args) => outside(name, new target(...args), inner),
      get: (target, key) => {
        const isThere = key in target && !(inner as readonly PropertyKey[]).includes(key);
        if (!isThere && typeof key !== "symbol" && !silent.has(key)) refuse(`${name}.${key}`);
        return Reflect.get(target, key) as unknown;
      },
    }) as unknown as Real;
