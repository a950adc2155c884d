/** Sellers of a small company: Ann leads Bob and Cid, Dan leads Eve; Fay was Ann's until 2024 and is Dan's since. */
export const OWNERS = ["Annzz", "Bobzz", "Cidzz", "Danzz", "Evezz", "Fayzz"] as const;
export const UNDER_ANN = ["Annzz", "Bobzz", "Cidzz"] as const;

export const OWNERS_FILE = [
  "owner,manager,from,to",
  "Annzz,,,",
  "Bobzz,Annzz,,",
  "Cidzz,Annzz,,",
  "Danzz,,,",
  "Evezz,Danzz,,",
  "Fayzz,Annzz,,2024-12-31",
  "Fayzz,Danzz,2025-01-01,",
  "",
].join("\n");

const STAGES = ["Lead", "Proposal", "Negotiation"] as const;

/**
 * A change history in which every row carries texts that tell whose it is: `note-OWNER-canary` and a contact `person-OWNER@canary.example`,
 * each with a mark of the tenant.
 */
export function canaryHistory(mark: string, opportunitiesPerOwner = 40): string {
  const lines = ["opportunity_id,changed_at,stage,amount,owner,product,contact_email,note"];
  for (const [index, owner] of OWNERS.entries()) {
    for (let number = 0; number < opportunitiesPerOwner; number++) {
      const start = Date.UTC(2024, 0, 8) + (number * 16 + index * 2) * 86_400_000;
      const fate = (number * 7 + index * 3) % 5;
      const steps = [
        ...STAGES.slice(0, 1 + (number % 3)),
        ...(fate < 2 ? ["Closed Won"] : fate < 4 ? ["Closed Lost"] : []),
      ];
      steps.forEach((stage, step) => {
        const day = new Date(start + step * (9 + ((number + index) % 11)) * 86_400_000)
          .toISOString()
          .slice(0, 10);
        if (day > "2025-09-30") return;
        const amount = 1_000 + ((number * 37 + index * 101) % 97) * 50;
        const product = number % 2 === 0 ? "Basic" : "Growth";
        const canaries = `person-${mark}-${owner}@canary.example,note-${mark}-${owner}-canary`;
        lines.push(`op-${mark}-${owner}-${number},${day},${stage},${amount},${owner},${product},${canaries}`);
      });
    }
  }
  return `${lines.join("\n")}\n`;
}

/** A salary that stands nowhere else, and the texts in which a result could show it. */
export const SALARY = "7654321";
export const SALARY_CANARIES = ["7654321", "637860", "Canary analysts"] as const;

const MONTHS = ["2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09"] as const;
/** What the company spends and what its revenue costs, the same in every month, and three months of each. */
export const SPEND_FILE = [
  "month,channel,campaign,team,amount",
  ...MONTHS.map((month) => `${month},,,sales,8127413`),
  "",
].join("\n");
export const FINANCES_FILE = [
  "month,revenue,cost_of_revenue,net_burn",
  ...MONTHS.map((month) => `${month},9000000,8243519,8345671`),
  "",
].join("\n");
export const SPEND_CANARIES = ["8127413", "24382239", "8243519", "24730557", "8345671", "25037013"] as const;

export const SCENARIO = {
  name: "canary case",
  text: [
    "name: Canary case",
    "horizonMonths: 12",
    "discountRatePerYear: 10%",
    "grossMargin: 0.7",
    "costs:",
    "  staff:",
    "    - name: Canary analysts",
    "      headcount: 1",
    "      startMonth: 1",
    `      salaryPerYear: ${SALARY}`,
    "levers:",
    "  - name: More wins",
    "    kind: win_rate",
    "    size: 0.02",
    "    startMonth: 1",
    "    reasoning: An assumption of this test, made by nobody else",
    "",
  ].join("\n"),
} as const;
