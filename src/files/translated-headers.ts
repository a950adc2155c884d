import type { ColumnRole } from "../contracts/funnel.ts";

/**
 * Headers in German, French, Spanish, Portuguese and Dutch, as `plainName` writes them: what exports of localised CRMs
 * say, and the plain word. They count after the English ones. Which role a header got, and by what, is shown by
 * `revcast import --dry-run`.
 */
export const TRANSLATIONS: Readonly<Partial<Record<ColumnRole, readonly string[]>>> = {
  opportunityId: words(
    "datensatzid opportunityid verkaufschancenid iddelenregistrement idopportunité idtransaction iddelregistro iddelnegocio " +
      "idoportunidad iddoregistro iddonegócio idoportunidade dealid",
  ),
  changedAt: words("geändertam modifiéle modificadoel alteradoem gewijzigdop"),
  snapshotDate: words("stichtag datedelinstantané fechadelcorte datadacaptura peildatum"),
  createdDate: words(
    "erstelltam erstellungsdatum anlagedatum datedecréation crééle fechadecreación creadoel datadecriação criadoem " +
      "aanmaakdatum aangemaaktop",
  ),
  closeDate: words(
    "abschlussdatum erwartetesabschlussdatum voraussichtlichesabschlussdatum datedefermeture datedeclôture " +
      "datedeclôtureprévue datedefermetureprévue fechadecierre fechadecierreprevista fechaprevistadecierre " +
      "datadefechamento datadefechamentoesperada datadefechamentoprevista sluitingsdatum verwachtesluitingsdatum",
  ),
  closedDate: words("geschlossenam abgeschlossenam clôturéle ferméle cerradoel fechadoem geslotenop"),
  stage: words(
    "phase dealphase verkaufsphase étape étapedelatransaction phasedelatransaction etapa etapadelnegocio etapadonegócio fase " +
      "dealfase",
  ),
  amount: words("betrag montant importe monto montante bedrag wert valeur valor waarde"),
  currency: words("währung devise moneda divisa moeda valuta"),
  companyAmount: words("betraginfirmenwährung"),
  probability: words(
    "wahrscheinlichkeit abschlusswahrscheinlichkeit probabilité probabilidad probabilidade waarschijnlijkheid",
  ),
  owner: words(
    "eigentümer besitzer zuständigermitarbeiter dealinhaber propriétaire propriétairedelatransaction propietario " +
      "propietariodelnegocio proprietário proprietáriodonegócio eigenaar dealeigenaar",
  ),
};

function words(text: string): readonly string[] {
  return text.split(" ");
}
