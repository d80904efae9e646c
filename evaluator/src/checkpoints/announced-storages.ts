import { type CallContext, storageDtypes } from "./allowed-names.ts";
import { bytesPerElement, Global, PickledTuple, Storage, type Value } from "./values.ts";

/** torch numbers storages; a name is as safe. */
const storageKey = /^[\w.-]{1,100}$/;

/** The storages that a pickle announces by persistent ids, one object a storage. */
export class AnnouncedStorages {
  readonly #byKey = new Map<string, Storage>();

  get(key: string): Storage | undefined {
    return this.#byKey.get(key);
  }

  /**
   * torch's persistent id: ("storage", type, key, location, elements), in the legacy format with null at the end where the
   * storage is not a view of another.
   *
   * @throws InputError for any other id, and where one key has two types or lengths
   */
  readonly load = (id: Value, { error, spend }: CallContext): Storage => {
    const items = id instanceof PickledTuple ? id.items : [];
    const [kind, type, key, , elements, view = null] = items;
    if (kind !== "storage") {
      const found = kind === "module" ? "a module (its class and code)" : "an object outside of the file";
      throw error(`a persistent id for ${found}; expected one for a storage`);
    }
    spend(items.length);
    const dtype = type instanceof Global ? storageDtypes.get(type.name) : undefined;
    if (dtype === undefined) throw error("a storage without a type; expected one of torch's storages");
    if (typeof key !== "string" || !storageKey.test(key))
      throw error("a storage without a key; expected a number");
    if (view !== null) throw error(`storage ${key} as a view of another; expected it whole`);
    const isCount = Number.isSafeInteger(elements) && Number(elements) >= 0;
    if (!isCount || !Number.isSafeInteger(Number(elements) * bytesPerElement[dtype])) {
      throw error(`storage ${key} without a length; expected a whole number of elements`);
    }
    return this.#announced(new Storage(key, dtype, Number(elements)), error);
  };

  #announced(storage: Storage, error: CallContext["error"]): Storage {
    const { key, dtype, elements } = storage;
    const known = this.#byKey.get(key);
    if (known === undefined) {
      this.#byKey.set(key, storage);
      return storage;
    }
    if (known.dtype === dtype && known.elements === elements) return known;
    const found = `${elements} elements of ${dtype}`;
    throw error(`storage ${key} of ${found}; expected ${known.elements} of ${known.dtype} as before`);
  }
}
