import { PostgresDialect, PostgresDriver, type Driver, type PostgresDialectConfig } from "kysely";

/** PostgreSQL whose transactions begin with the first statement of their work: it says `begin` itself, in the same message. */
export class LateBeginDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;

  constructor(config: PostgresDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new LateBeginDriver(this.#config);
  }
}

class LateBeginDriver extends PostgresDriver {
  override beginTransaction(): Promise<void> {
    return Promise.resolve();
  }
}
