import type { RoleColumns } from "../column-roles.ts";
import type { PresetTable } from "./preset-table.ts";
import { SET_COLUMNS, type SetColumn } from "./salesforce-history.ts";
import { OWNER_NAMES, type LentColumn, type OpportunityTable } from "./salesforce-opportunities.ts";
import type { StateCells } from "./salesforce-states.ts";

/** Names that the columns of a history have when no table of it says. */
const USUAL_NAMES: Readonly<Record<SetColumn, string>> = {
  stage: "StageName",
  amount: "Amount",
  currency: "CurrencyIsoCode",
  closeDate: "CloseDate",
  probability: "Probability",
  forecastCategory: "ForecastCategory",
};

/** The columns of the states that Salesforce's tables give, the same for all of its files. */
export class StateHeader {
  readonly names: readonly string[];
  readonly roles: RoleColumns;
  readonly lent: readonly LentColumn[];
  private readonly set: readonly SetColumn[];

  /** @param told columns that some history has; @param byFields true: states are told by field history alone, too */
  constructor(
    tables: readonly PresetTable[],
    opportunities: OpportunityTable,
    told: ReadonlySet<SetColumn>,
    byFields: boolean,
  ) {
    const hasCurrency = opportunities.tables.some((table) => table.has(...SET_COLUMNS.currency));
    const isThere = (name: SetColumn): boolean =>
      name === "stage" ||
      name === "amount" ||
      told.has(name) ||
      (name === "currency" ? hasCurrency : byFields && name === "closeDate");
    this.set = (Object.keys(SET_COLUMNS) as SetColumn[]).filter(isThere);
    this.lent = opportunities.lentColumns();
    const nameOf = (names: readonly string[], usual: string): string => {
      const found = tables.map((table) => table.nameOf(table.column(undefined, ...names)));
      return found.find((name) => name !== "") ?? usual;
    };
    this.names = [
      nameOf(["opportunityid"], "OpportunityId"),
      nameOf(["createddate", "editdate", "lastmodified"], "CreatedDate"),
      ...this.set.map((name) => nameOf(SET_COLUMNS[name], USUAL_NAMES[name])),
      ...this.lent.map(({ name }) => name),
    ];
    const owner = OWNER_NAMES.find((name) => this.lent.some(({ key }) => key === name));
    const indexOf = (name: SetColumn): number => this.set.indexOf(name) + 2;
    const roles = {
      opportunityId: 0,
      changedAt: 1,
      stage: indexOf("stage"),
      amount: indexOf("amount"),
      ...(this.set.includes("currency") ? { currency: indexOf("currency") } : {}),
      ...(this.set.includes("closeDate") ? { closeDate: indexOf("closeDate") } : {}),
      ...(this.set.includes("probability") ? { probability: indexOf("probability") } : {}),
    };
    const ownerAt = this.lent.findIndex(({ key }) => key === owner);
    this.roles = ownerAt < 0 ? roles : { ...roles, owner: 2 + this.set.length + ownerAt };
  }

  cellsOf({ id, at, set, lent }: StateCells): readonly string[] {
    return [id, at, ...this.set.map((name) => set[name] ?? ""), ...lent];
  }
}
