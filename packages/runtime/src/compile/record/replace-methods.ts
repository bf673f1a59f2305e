/** Puts methods in place of an object's own or inherited ones. Returns what brings the old ones back. */
export function replaceMethods<T extends object>(target: T, methods: Partial<T>): () => void {
  const restores = (Object.keys(methods) as (keyof T)[]).map((name) => {
    const own = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, { value: methods[name], configurable: true, writable: true, enumerable: true });
    return () => {
      if (own) Object.defineProperty(target, name, own);
      else delete target[name];
    };
  });
  return () => {
    for (const restore of restores.reverse()) restore();
  };
}
