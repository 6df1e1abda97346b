type Method = (...args: readonly unknown[]) => unknown;

/** A check of the arguments of methods. */
export interface MethodCheck {
  /** Throws if the arguments are not those of the method. */
  readonly check: (method: string, args: readonly unknown[]) => void;
  /** Methods that return no promise: what the check throws is thrown. All others reject with it. */
  readonly throwing: ReadonlySet<string>;
}

/**
 * Binds the methods and getters of an instance to it. Frameworks wrap what they are given in a Proxy (Vue's `reactive`,
 * Valtio), and a method that is called on a Proxy cannot read a private field.
 *
 * @param check - made before each method
 */
export function bindMethods(instance: object, check?: MethodCheck): void {
  for (const [key, property] of members(instance)) {
    if (property.get !== undefined) {
      Object.defineProperty(instance, key, { configurable: true, get: property.get.bind(instance) });
    } else if (typeof property.value === 'function') {
      const bound = (property.value as Method).bind(instance);
      const value = check === undefined ? bound : checked(bound, String(key), check);
      Object.defineProperty(instance, key, { configurable: true, writable: true, value });
    }
  }
}

/** Members of the classes of an instance; a subclass wins. */
function members(instance: object): ReadonlyMap<string | symbol, PropertyDescriptor> {
  const found = new Map<string | symbol, PropertyDescriptor>();
  let prototype: unknown = Object.getPrototypeOf(instance);
  while (typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype) {
    for (const key of Reflect.ownKeys(prototype)) {
      const property = Reflect.getOwnPropertyDescriptor(prototype, key);
      if (key !== 'constructor' && property !== undefined && !found.has(key)) found.set(key, property);
    }
    prototype = Object.getPrototypeOf(prototype);
  }
  return found;
}

function checked(method: Method, name: string, { check, throwing }: MethodCheck): Method {
  return (...args) => {
    try {
      check(name, args);
    } catch (error) {
      if (throwing.has(name)) throw error;
      return Promise.reject(error);
    }
    return method(...args);
  };
}
